"""The files of a state and a county, taken in by the command that operators run; what is in a column that holds none is nobody's."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from peerbridge.identity import CASEWORKER
from peerbridge_demo.system.addresses import Addresses
from peerbridge_demo.system.commands import peerbridge
from peerbridge_isolation.house import House

__all__ = ["AFCARS", "CSV", "take_in"]

CSV: Final = """\
source,source_case,removal,exit,opened_on,closed_on,code_list,exit_reason,county,case_type,parents
county-file,{case},1,1,2020-02-01,2020-07-01,afcars_2020,1,{county},dependency,{parent}
county-file,{case}-2,1,1,2020-02-01,{name},afcars_2020,1,{county},dependency,
"""
AFCARS: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<acf:data xmlns:acf="http://www.acf.hhs.gov"><E1_title_iv_agency>{state}</E1_title_iv_agency><records><record>
<E4_child_record_number>{case}</E4_child_record_number><E5_child_birth_name>{name}</E5_child_birth_name>
<E69_E186_removals><removal_2020><E69_removal_date>20200110</E69_removal_date><E3_local_agency>{county}</E3_local_agency>
<E153_exit_date>20200301</E153_exit_date><E155_exit_reason>6</E155_exit_reason></removal_2020></E69_E186_removals>
</record></records></acf:data>
"""


async def take_in(house: House, county: str, kind: str, text: str) -> None:
    """Import a file of this kind, `csv` or `afcars`, in which at least one row is well."""
    token = house.issuer.token(CASEWORKER, counties=(county,))
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"cases.{kind}"
        file.write_text(text)
        done = await peerbridge(Addresses(house.urls, ""), token, "import", kind, str(file))
    assert "accepted" in done.noted, done.noted
    await house.settle()
