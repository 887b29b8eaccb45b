"""Every error is a problem document, wherever it comes from."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from dialer.core.enums import Role
from dialer.i18n.validation import EXAMPLES
from tests.support.api_clients import Door, Estate
from tests.support.pseudo_language import PSEUDO, pseudo_text, spoken_too


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Check the form of a problem document and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert unquote(body["instance"]) == answer.request.url.path
    return body


AGENT = {"role": "agent"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "slug"),
    [
        ("GET", "/nowhere", None, 404, "not-found"),
        ("GET", "/pages/../auth.py", None, 404, "not-found"),
        ("GET", "/pages/secret.txt", None, 404, "not-found"),
        ("PATCH", "/healthz", None, 405, "method-not-allowed"),
        ("GET", "/api/v1/campaigns/999", None, 404, "unknown-campaign"),
        ("GET", "/api/v1/campaigns/0", None, 422, "invalid"),
        ("GET", f"/api/v1/campaigns/{2**63}", None, 422, "invalid"),
        ("GET", "/api/v1/lists/999", None, 404, "unknown-list"),
        ("GET", "/api/v1/leads/999", None, 404, "unknown-lead"),
        ("GET", "/api/v1/agents/999", None, 404, "unknown-agent"),
        ("GET", "/api/v1/imports/999", None, 404, "unknown-import"),
        ("GET", "/api/v1/attempts/none", None, 404, "unknown-attempt"),
        ("GET", "/api/v1/attempts?cursor=!", None, 422, "invalid"),
        ("GET", "/api/v1/attempts?since=yesterday", None, 422, "invalid"),
        ("POST", "/api/v1/companies", {"name": ""}, 422, "invalid"),
        ("POST", "/api/v1/companies", {"name": "A", "colour": "red"}, 422, "invalid"),
        ("POST", "/api/v1/caller-ids", {"company_id": 999, "number": "12"}, 422, "bad-reference"),
        ("PUT", "/api/v1/nodes/999/trunks/x", {"dial": "PJSIP/{number}@x"}, 422, "bad-reference"),
        ("PUT", "/api/v1/nodes/n", {"host": "h", "secret_env": "HOME"}, 422, "invalid"),
        (
            "POST",
            "/api/v1/keys",
            {"name": "x", "grants": [{"role": "agent"}], "expires_at": "2000-01-01T00:00:00Z"},
            422,
            "invalid",
        ),
        ("DELETE", "/api/v1/keys/999", None, 404, "unknown-key"),
        ("GET", "/api/v1/users/999", None, 404, "unknown-user"),
        ("GET", "/api/v1/teams/999", None, 404, "not-found"),
    ],
)
async def test_a_wrong_request_gets_a_problem_document(
    door: Door, method: str, path: str, body: object, status: int, slug: str
) -> None:
    admin = await door.admin()
    found = problem(await admin.request(method, path, json=body), status, slug)
    if slug == "invalid":
        assert found["errors"]
        assert all(error["where"].startswith("/") and error["what"] for error in found["errors"])


@pytest.mark.parametrize(
    ("method", "path", "body", "where", "part", "what", "mend"),
    [
        ("POST", "companies", {}, "/name", "body", "is missing", "add it"),
        ("POST", "companies", {"name": "A", "privacy": {"x": 1}}, "/privacy/x", "body", "not known here", "spelling"),
        ("POST", "companies", {"name": ["A"]}, "/name", "body", "is no text", "in quotes"),
        ("PUT", "nodes/n", {"host": "h", "port": "x"}, "/port", "body", "is no whole number", "as in 12"),
        ("PUT", "nodes/n", {"host": "h", "port": 0}, "/port", "body", "is too small", "1 or more"),
        ("POST", "lists", {"name": "a", "company_id": 1, "country": "it"}, "/country", "body", "", "as in IT"),
        ("GET", "attempts?limit=many", None, "/limit", "query", "is no whole number", "as in 12"),
        ("GET", "campaigns/x", None, "/campaign_id", "path", "is no whole number", "as in 12"),
        ("POST", "lists", [], "", "body", "is no object", "{ … }"),
    ],
)
async def test_each_wrong_place_is_a_pointer_with_plain_words_and_a_cure(
    door: Door, method: str, path: str, body: object, where: str, part: str, what: str, mend: str
) -> None:
    admin = await door.admin()
    found = problem(await admin.request(method, f"/api/v1/{path}", json=body), 422, "invalid")
    [place] = found["errors"]
    assert (place["where"], place["in"]) == (where, part)
    assert what in place["what"]
    assert mend in place["mend"]
    assert place["mend"] in found["detail"]
    assert "Input should" not in str(found)
    in_italian = await admin.request(
        method, f"/api/v1/{path}", json=body, headers={"accept-language": "fr, it;q=0.9, en"}
    )
    said = problem(in_italian, 422, "invalid")
    assert said["title"] == "La richiesta non è corretta"
    assert said["errors"][0]["what"] != place["what"]


IN_ITALIAN = {"accept-language": "it-IT, it;q=0.9, en"}


@pytest.mark.parametrize(
    ("method", "path", "title", "detail"),
    [
        ("GET", "/nowhere", "Non trovato", "Indirizzo /nowhere inesistente: vedere /docs."),
        ("PATCH", "/healthz", "Metodo non consentito", "Metodo PATCH non consentito: usare GET, HEAD."),
        ("GET", "/api/v1/campaigns/999", "Campagna sconosciuta", "Questa campagna non esiste. (id 999)"),
        (
            "GET",
            "/api/v1/attempts?cursor=!",
            "La richiesta non è corretta",
            "cursor: passare `next` della pagina precedente, invariato",
        ),
    ],
)
async def test_problems_are_told_in_the_language_that_is_asked_for(
    door: Door, method: str, path: str, title: str, detail: str
) -> None:
    admin = await door.admin()
    answer = await admin.request(method, path, headers=IN_ITALIAN)
    said = answer.json()
    assert (said["title"], said["detail"], answer.headers["content-language"]) == (title, detail, "it")
    assert [one["what"] for one in said.get("errors", ())] == [detail.partition(": ")[2]] * len(said.get("errors", ()))
    english = (await admin.request(method, path)).json()
    assert english["type"] == said["type"]
    assert not {english["title"], english["detail"]} & {title, detail}


async def test_a_third_language_is_spoken_in_problems_once_its_file_is_there(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await door.admin()
    with spoken_too(tmp_path, monkeypatch):
        in_pseudo = {"accept-language": PSEUDO}
        unknown = await admin.get("/api/v1/campaigns/999", headers=in_pseudo)
        said = problem(unknown, 404, "unknown-campaign")
        assert unknown.headers["content-language"] == PSEUDO
        fact = pseudo_text("{name} {value}").format(name=pseudo_text("id"), value=999)
        sentence = pseudo_text("There is no such campaign.")
        assert said["title"] == pseudo_text("Unknown campaign")
        assert said["detail"] == pseudo_text("{sentence} ({facts})").format(sentence=sentence, facts=fact)
        wrong = await admin.post("/api/v1/companies", json={}, headers=in_pseudo)
        [place] = problem(wrong, 422, "invalid")["errors"]
        assert (place["what"], place["mend"]) == (pseudo_text("is missing"), pseudo_text("add it"))
        nobody = await (await door.client(None)).get("/api/v1/campaigns", headers=in_pseudo)
        assert problem(nobody, 401, "not-signed-in")["title"] == pseudo_text("A key or a session is needed")


async def test_what_stands_before_every_route_is_told_in_italian_too(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await door.admin()
    wrong_host = await admin.get("/healthz", headers={"host": "evil.example", **IN_ITALIAN})
    assert "PRONTO_ALLOWED_HOSTS se Pronto si raggiunge" in problem(wrong_host, 421, "wrong-host")["detail"]
    too_large = await admin.post("/api/v1/lists", content=b"x" * 1_000_001, headers=IN_ITALIAN)
    assert "al massimo 1.000.000 byte" in problem(too_large, 413, "too-large")["detail"]
    unknown = await (await door.client(None)).get("/api/v1/campaigns", headers=IN_ITALIAN)
    assert "Inviare una chiave" in problem(unknown, 401, "not-signed-in")["detail"]
    role = await (await door.client(Role.WALLBOARD)).get("/api/v1/attempts", headers=IN_ITALIAN)
    lacking = "Per vedere i tentativi e i loro esiti serve il permesso attempt.read."
    assert problem(role, 403, "not-allowed")["detail"] == lacking
    bare = {"name": "Bare", "company_id": estate.company_id, "node_id": estate.node_id}
    path = f"/api/v1/campaigns/{(await admin.post('/api/v1/campaigns', json=bare)).json()['id']}/start"
    not_ready = problem(await admin.post(path, headers=IN_ITALIAN), 409, "campaign-not-ready")
    assert (not_ready["title"], "non può partire" in not_ready["detail"]) == ("Campagna non pronta", True)
    page = await admin.get("/problems/unknown-campaign", headers=IN_ITALIAN)
    assert "Questa campagna non esiste." in page.text
    door.app.state.registry = None
    failed = problem(await admin.get("/metrics", headers=IN_ITALIAN), 500, "internal")
    assert "L'errore è di Pronto" in failed["detail"]


async def test_a_place_inside_one_of_several_models_is_named_as_the_body_has_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    config = (await admin.get(path)).json()
    wrong = {"law": {"profile": "auto", "overrides": [{"rule_id": "x", "person": ""}]}}
    answer = await admin.put(path, json={"name": config["name"], **wrong})
    found = problem(answer, 422, "invalid")
    places = {one["where"] for one in found["errors"]}
    assert "/law/overrides/0/rule_id" in places
    assert not any(raw in str(found["errors"]) for raw in ("body.", "LawInput", "function-", "tagged"))


async def test_every_pattern_that_outsiders_meet_has_words(door: Door) -> None:
    def patterns(schema: object) -> set[str]:
        if isinstance(schema, dict):
            own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
            return own.union(*(patterns(inner) for inner in schema.values()))
        return set().union(*(patterns(inner) for inner in schema)) if isinstance(schema, list) else set()

    assert patterns(door.app.openapi()) - EXAMPLES.keys() == set()


async def test_a_body_that_is_no_json_is_said_so(door: Door) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/lists", content=b"{", headers={"content-type": "application/json"})
    problem(answer, 422, "invalid")


async def test_a_value_that_is_refused_is_not_repeated(door: Door) -> None:
    client = await door.client(None)
    secret = "x" * 300
    answer = await client.post(
        "/api/v1/session", json={"login": "anna", "password": secret}, headers={"origin": "http://127.0.0.1:8080"}
    )
    problem(answer, 422, "invalid")
    assert secret not in answer.text


async def test_without_a_key_the_answer_says_how_to_sign_in(door: Door) -> None:
    answer = await (await door.client(None)).get("/api/v1/campaigns")
    problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_wrong_role_is_told_which_permission_it_takes(door: Door) -> None:
    answer = await (await door.client(Role.WALLBOARD)).get("/api/v1/attempts")
    assert "attempt.read" in problem(answer, 403, "not-allowed")["detail"]


async def test_a_body_too_large_is_refused_by_its_announced_and_by_its_true_size(door: Door) -> None:
    admin = await door.admin()
    big = b"x" * 1_000_001
    problem(await admin.post("/api/v1/lists", content=big), 413, "too-large")

    async def unannounced():
        for _ in range(11):
            yield b" " * 100_000

    headers = {"content-type": "application/json"}
    problem(await admin.post("/api/v1/lists", content=unannounced(), headers=headers), 413, "too-large")


async def test_every_route_that_takes_a_file_takes_one_larger_than_a_body_may_be(door: Door) -> None:
    admin = await door.admin()
    paths = door.app.openapi()["paths"]
    takes_file = [
        path
        for path, methods in paths.items()
        if any(
            shape.get("schema", {}).get("format") == "binary"
            for operation in methods.values()
            for shape in operation.get("requestBody", {}).get("content", {}).values()
        )
    ]
    assert len(takes_file) == 5
    for path in takes_file:
        place = path.format(list_id=999, scrub_id=999)
        headers = {"content-type": "text/csv", "content-length": "5000000"}
        answer = await admin.post(place, content=b"x" * 5_000_000, headers=headers)
        assert answer.status_code != 413, path


async def test_another_host_name_is_refused(door: Door) -> None:
    answer = await (await door.admin()).get("/healthz", headers={"host": "evil.example"})
    problem(answer, 421, "wrong-host")


async def test_a_name_taken_twice_is_a_conflict(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/agents", json={"name": "anna", "phone": "PJSIP/9"})
    problem(answer, 409, "name-taken")


async def test_a_fault_of_ours_shows_no_internals_but_a_reference(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    admin = await door.admin()
    door.app.state.registry = None  # the metrics route cannot work so
    found = problem(await admin.get("/metrics"), 500, "internal")
    assert "Attribute" not in str(found)
    reference = found["detail"].rpartition(" ")[2].rstrip(".")
    assert reference in caplog.text
    assert "Traceback" in caplog.text


async def test_numbers_that_no_database_holds_are_named_in_the_answer(door: Door) -> None:
    admin = await door.admin()
    for place, name in (
        ("attempts", "campaign_id"),
        ("attempts", "lead_id"),
        ("caller-ids", "company_id"),
        ("trunks", "node_id"),
        ("agents", "campaign_id"),
        ("callbacks", "agent_id"),
        ("imports", "list_id"),
        ("leads", "after"),
        ("audit", "before"),
    ):
        found = problem(await admin.get(f"/api/v1/{place}", params={name: 10**30}), 422, "invalid")
        assert name in found["detail"]


async def test_an_agent_that_is_no_number_is_a_mistake_of_the_request(door: Door, estate: Estate) -> None:
    agent = await door.client(Role.AGENT, agent_id=estate.agent_id)
    assert (await agent.get("/api/v1/agents/abc")).status_code in (403, 422)


async def test_every_problem_has_a_page_that_explains_it(door: Door) -> None:
    client = await door.client(None)
    for slug in ("not-found", "unknown-campaign", "campaign-not-ready", "invalid", "wrong-origin"):
        answer = await client.get(f"/problems/{slug}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
    assert (await client.get("/problems/<script>")).status_code == 404
    assert "<script>" not in (await client.get("/problems/<script>")).text
