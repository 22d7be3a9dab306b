"""Read by Python before anything else, in processes whose path the rig's launcher has set so; nobody else has this folder on it."""

import os
import sys
import traceback

try:
    from peerbridge_faults.plants.planting import plant

    plant(*(os.environ.get(f"FAULTS_{name}", "") for name in ("PLANT", "TOPICS", "GROUP")))
except BaseException:  # noqa: BLE001 (whatever it is, the process must not go on)
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(3)  # a process that runs without its bug would prove nothing
