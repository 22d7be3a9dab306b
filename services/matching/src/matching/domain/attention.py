"""Why a match or a request stands on a coordinator's list, and what to do: in English and Spanish. Nothing ends it by itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matching.domain.constraint_words import Said

__all__ = ["TO_DO", "WHY"]

WHY: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "certification_lapsed": Said(
            "The partner's certification has lapsed.", "La certificación de quien acompaña ha caducado."
        ),
        "partner_suspended": Said("The partner is suspended.", "La actividad de quien acompaña está suspendida."),
        "partner_left": Said("The partner has left the programme.", "Quien acompaña ha dejado el programa."),
        "partner_on_leave": Said("The partner is on leave.", "Quien acompaña está de licencia."),
        "case_closed": Said("The family's case was closed.", "El caso de la familia se cerró."),
        "not_to_meet": Said(
            "The partner named the parent as somebody not to meet.",
            "Quien acompaña nombró a la madre o al padre como persona con quien no debe encontrarse.",
        ),
        "case_open_again": Said(
            "The family's case is open again, and its request was withdrawn when the case was closed.",
            "El caso de la familia está abierto de nuevo, y su solicitud se retiró cuando el caso se cerró.",
        ),
    }
)

TO_DO: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "certification_lapsed": Said(
            "Help to renew it, or end the match with a hand-over and a new request.",
            "Ayude a renovarla, o termine el emparejamiento con un traspaso y una nueva solicitud.",
        ),
        "partner_suspended": Said(
            "Talk to the family: wait for the reinstatement, or end the match with a new request.",
            "Hable con la familia: espere la reincorporación o termine el emparejamiento con una nueva solicitud.",
        ),
        "partner_left": Said(
            "End the match with a hand-over, and ask the family whether it wants another partner.",
            "Termine el emparejamiento con un traspaso y pregunte a la familia si quiere otra persona.",
        ),
        "partner_on_leave": Said(
            "Agree with the family who is there meanwhile; end the match only if it does not want to wait.",
            "Acuerde con la familia quién está mientras tanto; termine solo si no quiere esperar.",
        ),
        "case_closed": Said(
            "Agree on a last meeting, then end the match; it is not ended by the closure.",
            "Acuerde un último encuentro y termine entonces; el cierre del caso no lo termina.",
        ),
        "not_to_meet": Said(
            "Ask the partner alone what happened and whether anybody is at risk; end the match unless it was a mistake.",
            "Pregunte a solas a quien acompaña qué pasó y si alguien corre riesgo; termine el emparejamiento, salvo que sea un error.",
        ),
        "case_open_again": Said(
            "Ask the family whether it still wishes for a partner, and make a new request.",
            "Pregunte a la familia si todavía desea que alguien la acompañe, y haga una nueva solicitud.",
        ),
    }
)
