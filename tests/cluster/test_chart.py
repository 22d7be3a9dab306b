"""The chart, rendered for a small and a large state: what it makes is valid, closed, and the same system as docker-compose.yml."""

import functools
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from peerbridge.events.catalogue import TOPICS
from peerbridge.messaging.grants import ACCOUNTS, OUTSIDE, Grant
from peerbridge.testing.charts import Unavailable, custom_schemas, helm

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "deploy/helm"
KUBERNETES = "1.34"
SERVICES = ("recruitment", "matching", "supervision", "notification", "console")
TOLD = {  # what every installation must say
    "image.registry": "registry.example/peerbridge",
    "oidc.issuer": "https://sso.example.gov/realms/peerbridge",
    "oidc.jwksUrl": "https://sso.example.gov/keys",
    "oidc.discoveryUrl": "https://sso.example.gov/discovery",
    "smtp.host": "mail.example.gov",
    "smtp.from": "no-reply@example.gov",
    "smtp.secret": "mail-login",
    "postgres.backup.destination": "s3://backups/peerbridge",
    "ingress.consoleHost": "console.example.gov",
    "ingress.apiHost": "api.example.gov",
    "secrets.oidcClient": "console-client",
}
ELSEWHERE = {
    "kafka.managed": "false", "kafka.bootstrap": "kafka.example.gov:9093", "kafka.caSecret": "kafka-ca",
    "postgres.managed": "false", "postgres.host": "db.example.gov", "postgres.adminSecret": "db-admin",
    "autoscaling.enabled": "false",
}  # fmt: skip
DEMO_ONLY = {f"PEERBRIDGE_{name}" for name in ("DEMO", "CLOCK_SPEED", "CLOCK_ORIGIN", "CLOCK_STARTED")}
CLUSTER_ONLY = {
    f"PEERBRIDGE_{name}"
    for name in ("REPLICA", "POOL", "KAFKA_CA", "OIDC_AUDIENCE", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
} | {f"PEERBRIDGE_{name}" for name in ("SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD", "MAIL_FROM")}
Resource = dict[str, Any]


HELM = functools.cache(helm)
CUSTOM = functools.cache(custom_schemas)


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    """Helm and the schemas; without them the chart is not checked at all, which one line says."""
    try:
        HELM(), CUSTOM()
    except Unavailable as reason:
        pytest.skip(f"the chart is not checked: {reason}")


def render(values: str, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What helm says."""
    given = [word for name, value in told.items() for word in ("--set", f"{name}={value}")]
    argv = [str(HELM()), "template", "peerbridge", str(CHART), "--kube-version", f"{KUBERNETES}.0"]
    return subprocess.run(
        [*argv, "--values", str(CHART / values), *given], capture_output=True, text=True, timeout=120, check=False
    )


@functools.cache
def resources(values: str) -> list[Resource]:
    """All that the chart makes of these values."""
    name, _, elsewhere = values.partition("+")
    done = render(name, {**TOLD, **(ELSEWHERE if elsewhere else {})})
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]


@pytest.fixture(params=["values-small.yaml", "values-large.yaml", "values-small.yaml+elsewhere"])
def made(request: pytest.FixtureRequest) -> list[Resource]:
    """One state after the other, and one whose Kafka and PostgreSQL are elsewhere."""
    return resources(str(request.param))


def of_kind(made: list[Resource], kind: str) -> list[Resource]:
    return [each for each in made if each["kind"] == kind]


def pods(made: list[Resource]) -> Iterator[tuple[str, Resource]]:
    for each in (*of_kind(made, "StatefulSet"), *of_kind(made, "Job")):
        yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def environment(container: Resource) -> list[str]:
    return [each["name"] for each in container["env"]]


def strict(schema: Any) -> Any:
    """A schema that knows no field beside its own, as the API server's own check of fields does."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(value) for name, value in schema.items()}
    if isinstance(schema.get("pattern"), str):
        closed["pattern"] = schema["pattern"].replace("^(?i)", "(?i)^")  # Go's place for a flag is not Python's
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed


def test_everything_is_what_its_schema_says(made: list[Resource]) -> None:
    written = yaml.safe_load((Path(__file__).parent / "cloudnative_pg.yaml").read_text())
    custom = {**CUSTOM(), **{tuple(name.split()): schema for name, schema in written.items()}}
    for each in made:
        name = (each["apiVersion"], each["kind"])
        if name in custom:
            checked = {field: value for field, value in each.items() if field not in ("apiVersion", "kind", "metadata")}
            schema = strict(custom[name])
            jsonschema.validate(checked, {**schema, "required": []})
        else:
            assert "." not in each["apiVersion"] or each["apiVersion"].split("/")[0].endswith(".k8s.io"), name
            kubernetes_validate.validate(each, KUBERNETES, strict=True)


def test_a_field_that_does_not_exist_is_found(made: list[Resource]) -> None:
    wrong = {**of_kind(made, "StatefulSet")[0], "spec": {"replicaz": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"spec": {"partition": 12}}, strict(CUSTOM()["kafka.strimzi.io/v1", "KafkaTopic"]))


def test_no_two_things_have_one_name(made: list[Resource]) -> None:
    names = [(each["apiVersion"], each["kind"], each["metadata"]["name"]) for each in made]
    assert len(names) == len(set(names))


def test_a_pod_runs_as_nobody_and_writes_nowhere(made: list[Resource]) -> None:
    for name, pod in pods(made):
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]},
            }, name  # fmt: skip
            assert {"requests", "limits"} <= set(container["resources"]), name
            assert container["image"].startswith("registry.example/peerbridge/"), name


def test_secrets_are_named_and_never_written(made: list[Resource]) -> None:
    assert of_kind(made, "Secret") == []
    for _, pod in pods(made):
        for container in pod["containers"]:
            for each in container["env"]:
                secret = re.search(r"PASSWORD$|SECRET$|_KEY$", each["name"])
                assert not secret or set(each) == {"name", "valueFrom"}, each["name"]
                assert "valueFrom" in each or not re.search(r"://[^/@]*:(?!\$\()[^/@]*@", each["value"]), each["name"]


def value_of(service: Resource, variable: str) -> str:
    container = service["spec"]["template"]["spec"]["containers"][0]
    return str(next(each["value"] for each in container["env"] if each["name"] == variable))


def services_of(made: list[Resource]) -> dict[str, Resource]:
    return {each["metadata"]["name"]: each for each in of_kind(made, "StatefulSet")}


def test_the_services_are_those_of_compose_and_are_told_the_same(made: list[Resource]) -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services_of(made)) == set(SERVICES)
    for name, service in services_of(made).items():
        container = service["spec"]["template"]["spec"]["containers"][0]
        told = {each for each in environment(container) if each.startswith("PEERBRIDGE_")}
        assert told - CLUSTER_ONLY == set(composed[name]["environment"]) - DEMO_ONLY, name
        assert len(environment(container)) == len(set(environment(container)))


def test_a_service_is_told_nothing_that_it_does_not_know(made: list[Resource]) -> None:
    others = {f"PEERBRIDGE_{name.upper()}_URL" for name in SERVICES}
    for name, service in services_of(made).items():
        known = {f"PEERBRIDGE_{field.upper()}" for field in import_module(f"{name}.settings").Settings.model_fields}
        told = {
            each for each in environment(service["spec"]["template"]["spec"]["containers"][0]) if "PEERBRIDGE_" in each
        }
        assert told <= known | others, name


def test_one_off_jobs_are_those_of_compose_with_the_same_commands(made: list[Resource]) -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    commands = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]["containers"][0] for each in of_kind(made, "Job")
    }
    for name in SERVICES:
        assert commands[f"{name}-revisions"]["command"] == composed[f"{name}-revisions"]["command"]
        provision = composed["databases"]["command"]
        assert commands[f"{name}-database"]["command"] == [*provision[:4], "--service", name]
        given = set(environment(commands[f"{name}-database"])) - {"ADMIN_PASSWORD", "PEERBRIDGE_ADMIN_DATABASE_URL"}
        assert given <= set(composed["databases"]["environment"])
    if "topics" in commands:
        assert "--accounts" in commands["topics"]["command"]
        told = set(environment(commands["topics"])) - CLUSTER_ONLY
        assert told == set(composed["topics"]["environment"])


def test_probes_ask_what_services_answer(made: list[Resource]) -> None:
    for service in services_of(made).values():
        container = service["spec"]["template"]["spec"]["containers"][0]
        asked = {container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
        routes = {route.path for route in import_module("peerbridge.web.health").router.routes}
        assert asked == {"/health/live", "/health/ready"} <= routes


def test_every_service_survives_a_drained_node_and_grows_with_its_lag(made: list[Resource]) -> None:
    budgets = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "PodDisruptionBudget")}
    assert {name: each["maxUnavailable"] for name, each in budgets.items()} == dict.fromkeys(SERVICES, 1)
    for scaled in of_kind(made, "ScaledObject"):
        name, spec = scaled["metadata"]["name"], scaled["spec"]
        heard = {topic.name for topic in TOPICS.values() if name in topic.readers}
        assert {each["metadata"]["topic"] for each in spec["triggers"]} == heard
        assert all(
            each["metadata"]["consumerGroup"] == f"{name}.{each['metadata']['topic']}" for each in spec["triggers"]
        )
        assert 2 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] <= min(t.partitions for t in TOPICS.values())
        assert "replicas" not in services_of(made)[name]["spec"]  # KEDA's, not helm's


def test_topics_are_the_catalogues(made: list[Resource]) -> None:
    topics = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "KafkaTopic")}
    if not topics:
        return
    assert {name: (each["partitions"], each["config"]["retention.ms"]) for name, each in topics.items()} == {
        topic.name: (topic.partitions, topic.retention_ms) for topic in TOPICS.values()
    }
    assert {(each["replicas"], each["config"]["min.insync.replicas"]) for each in topics.values()} == {(3, 2)}


def test_users_may_do_what_is_declared_and_nothing_else(made: list[Resource]) -> None:
    users = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "KafkaUser")}
    assert not users or set(users) == set(ACCOUNTS)
    for account, spec in users.items():
        assert spec["authentication"] == {"type": "scram-sha-512"}
        told = {
            Grant(
                account, acl["resource"]["type"], acl["resource"]["name"], operation.upper(),
                prefixed=acl["resource"]["patternType"] == "prefix",
            )
            for acl in spec["authorization"]["acls"] for operation in acl["operations"]
        }  # fmt: skip
        assert told == set(ACCOUNTS[account])


def test_the_values_name_writers_and_readers_as_the_catalogue_does() -> None:
    listed = yaml.safe_load((CHART / "values.yaml").read_text())["topics"]["list"]
    assert {each["name"]: (each["writer"], tuple(each["readers"])) for each in listed} == {
        t.name: ("intake" if t.writer == OUTSIDE else t.writer, t.readers) for t in TOPICS.values()
    }


def test_databases_have_standbys_and_backups(made: list[Resource]) -> None:
    clusters = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "Cluster")}
    scheduled = {each["spec"]["cluster"]["name"] for each in of_kind(made, "ScheduledBackup")}
    stores = {each["metadata"]["name"] for each in of_kind(made, "ObjectStore")}
    assert set(clusters) == scheduled == stores
    assert all(
        spec["instances"] >= 2 and spec["postgresql"]["synchronous"]["number"] == 1 for spec in clusters.values()
    )


def test_connections_fit_their_server(made: list[Resource]) -> None:
    """Two pools, a connection each of relay, chainer and elected work, and a moment of scaling; some are kept for people."""
    clusters = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "Cluster")}
    scaled = {each["metadata"]["name"]: each["spec"]["maxReplicaCount"] for each in of_kind(made, "ScaledObject")}
    for name, spec in clusters.items():
        served = [each for each in scaled if name in ("peerbridge", f"{each}-db")]
        pools = {each: int(value_of(services_of(made)[each], "PEERBRIDGE_POOL")) for each in served}
        wanted = sum(scaled[each] * (2 * pools[each] + (3 if each == "matching" else 2)) for each in served)
        assert wanted <= int(spec["postgresql"]["parameters"]["max_connections"]) - 20, name


def test_nothing_comes_in_or_goes_out_unsaid(made: list[Resource]) -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(made, "NetworkPolicy")}
    assert policies["peerbridge-nothing"]["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policies["peerbridge-nothing"]
    assert "egress" not in policies["peerbridge-nothing"]
    chosen = policies["peerbridge-nothing"]["podSelector"]["matchLabels"].items()
    for each in (*of_kind(made, "StatefulSet"), *of_kind(made, "Job")):
        assert chosen <= each["spec"]["template"]["metadata"]["labels"].items()


def test_alerts_are_those_of_compose(made: list[Resource]) -> None:
    composed = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
    assert [each["spec"] for each in of_kind(made, "PrometheusRule")] == [composed]


@pytest.mark.parametrize("missing", ["image.registry", "oidc.issuer", "smtp.host", "postgres.backup.destination"])
def test_what_must_be_said_is_asked_for_by_its_name(missing: str) -> None:
    done = render("values-small.yaml", {name: value for name, value in TOLD.items() if name != missing})
    assert done.returncode != 0
    assert missing in done.stderr
