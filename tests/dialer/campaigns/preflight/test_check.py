"""The check before the start: what it says of agents and trunks, and when calling could begin."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.preflight.check import Preflight, check
from dialer.campaigns.preflight.inputs import DELAYS, NOTE, STOPS, Finding, Sight
from dialer.compliance.facts import ListFacts
from dialer.compliance.load import load
from dialer.compliance.settings import AUTO
from dialer.core.enums import EndpointState
from dialer.people.callbacks.model import OffList
from dialer.people.imports.admission import Proofs
from dialer.people.lists.store.ranges import Extent
from dialer.people.registers.model import ListChecked, NumbersChecked
from dialer.telephony.destinations.model import Destinations
from pacing.snapshot import Mode
from tests.support.admissions import CONSENT
from tests.support.cells import a_config, a_trunk, some_seen
from tests.support.legal_campaigns import AMERICA, DAY, ITALY, TUESDAY_NOON, american, at, consent, shown
from tests.support.spoken import both as both_said
from tests.support.spoken import in_english, in_italian

SHIPPED = load()
OURS = {"pause": True, "goodbye": True}
UP = {"nodes": [{"id": 1, "state": "up"}], "trunks": [{"name": "carrier", "state": "up"}]}


def looked(*, now: float = TUESDAY_NOON, law=ITALY, trunks=None, **changes) -> Preflight:
    """An Italian campaign with everything in order, an agent in Italy, and a lead in Rome."""
    config = a_config(law=law, caller_id=shown(now), trunks=trunks or (a_trunk(country="IT"),))
    facts = {
        "config": config,
        "seen": some_seen(scrubbed={"RPO": now - DAY}, bases=(consent(now),)),
        "profiles": SHIPPED,
        "zones": ("Europe/Rome",),
        "next_due": None,
        "seats": ("IT",),
        "agents": 1,
        "board": UP,
        "endpoints": {"carrier": EndpointState.REACHED},
    }
    return check(Sight(**facts | changes), now)


def about(found: Preflight, what: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.about == what]


def test_with_everything_in_order_calling_begins_now():
    found = looked()
    assert (found.findings, found.may_start, found.starts_at) == ((), True, TUESDAY_NOON)


@pytest.mark.parametrize(
    ("seats", "weight", "count"),
    [
        (("AL",), DELAYS, "1/1"),
        (("AL", "TN"), DELAYS, "2/2"),
        ((), None, ""),
        (("AL", "IT"), None, ""),
        (("RO",), None, ""),
    ],
)
def test_agents_abroad_without_a_colleague_at_home_are_named(seats, weight, count):
    found = [one for one in about(looked(seats=seats), "agents") if one.rule]
    assert [(one.weight, one.rule) for one in found] == ([(weight, "IT-LOCATION")] if weight else [])
    assert all(in_english(one.what).startswith(count) and in_italian(one.what).startswith(count) for one in found)


@pytest.mark.parametrize("seats", [("",), ()])
def test_a_campaign_that_does_not_say_where_its_agents_sit_is_told_so_before_they_log_in(seats):
    found = [one for one in about(looked(seats=seats, law=replace(ITALY, agent_country="")), "agents") if one.rule]
    assert [(one.weight, one.rule) for one in found] == [(DELAYS, "IT-LOCATION")]
    assert "the country where each agent sits" in in_english(found[0].mend)


def test_agents_of_whom_one_says_no_country_are_counted():
    law = replace(ITALY, agent_country="")
    [found] = [one for one in about(looked(seats=("IT", ""), law=law), "agents") if one.rule]
    assert (found.weight, in_english(found.what)) == (NOTE, "1/2 agents would get no call")


def test_a_trunk_that_is_down_beside_one_that_is_up_is_a_note():
    trunks = (a_trunk(country="IT"), replace(a_trunk(country="IT"), id=2, name="spare"))
    board = {**UP, "trunks": [{"name": "carrier", "state": "down"}, {"name": "spare", "state": "up"}]}
    [found] = about(looked(trunks=trunks, board=board), "trunk")
    assert (found.weight, "carrier" in in_english(found.what)) == (NOTE, True)
    board["trunks"] = [{"name": name, "state": "down"} for name in ("carrier", "spare")]
    [found] = about(looked(trunks=trunks, board=board), "trunk")
    assert found.weight == DELAYS


def test_it_says_when_calling_could_begin():
    sunday = at("2026-06-07 12:00")
    found = looked(now=sunday)
    assert (found.may_start, found.starts_at) == (True, at("2026-06-08 09:00"))
    assert looked(next_due=TUESDAY_NOON + 600.0).starts_at == TUESDAY_NOON + 600.0


def only_on(day: str, since: str, until: str) -> CampaignConfig:
    hours = ({"days": [day], "from": since, "to": until},)
    return a_config(law=ITALY, hours=hours, caller_id=shown(TUESDAY_NOON), trunks=(a_trunk(country="IT"),))


def test_it_says_whether_the_law_or_the_campaign_lets_nobody_be_called_now():
    sunday = at("2026-06-07 12:00")
    [hours] = about(looked(now=sunday), "hours")
    assert in_english(hours.message) == "The law allows no call at this hour. Calls begin by themselves then."
    assert in_italian(hours.what) == "a quest’ora la legge non permette chiamate"
    [hours] = about(looked(config=only_on("wed", "10:00", "12:00")), "hours")
    assert in_english(hours.what) == "it is outside the campaign's calling hours"
    assert hours.until == at("2026-06-10 10:00")


def test_hours_in_which_the_law_never_allows_a_call_stop_the_start_and_say_so():
    found = looked(config=only_on("sun", "10:00", "12:00"))
    [hours] = about(found, "hours")
    assert (hours.weight, found.never_opens, found.may_start, found.opens_at) == (STOPS, True, False, None)
    assert in_italian(hours.what) == "non c’è un’ora permessa sia dalla legge sia dalla campagna"


def test_before_there_is_a_list_the_hours_are_those_of_the_companys_country():
    sunday = at("2026-06-07 12:00")
    unlisted = replace(some_seen(), countries=frozenset(), lists=0, dialled=())
    automatic = replace(ITALY, profile=AUTO)
    config = a_config(law=automatic, caller_id=shown(sunday), trunks=(a_trunk(country="IT"),))
    found = looked(now=sunday, config=config, seen=unlisted, zones=())
    assert found.opens_at == at("2026-06-08 09:00")


@pytest.mark.parametrize(
    ("message", "there", "weight"),
    [
        ("custom/who", {"custom/who": False, "pause": True, "goodbye": True}, NOTE),  # Italy plays none
        ("custom/who", {"custom/who": None, "pause": True, "goodbye": True}, NOTE),
        ("custom/who", {"custom/who": True, "pause": True, "goodbye": True}, None),
        ("", {}, None),
    ],
)
def test_a_sound_that_asterisk_does_not_have_is_named(message, there, weight):
    config = a_config(law=ITALY, caller_id=shown(TUESDAY_NOON), trunks=(a_trunk(country="IT"),), message=message)
    found = about(looked(config=config, sounds=there), "audio")
    assert [one.weight for one in found] == ([weight] if weight else [])
    assert all("custom/who" in in_italian(one.what) for one in found)


@pytest.mark.parametrize(("there", "says"), [(False, 1), (True, 0), (None, 0)])
def test_music_on_hold_that_asterisk_does_not_have_is_named(there, says):
    config = a_config(law=ITALY, caller_id=shown(TUESDAY_NOON), trunks=(a_trunk(country="IT"),), hold_music="jazz")
    found = about(looked(config=config, music={"jazz": there}), "audio")
    assert [(one.weight, in_english(one.what)) for one in found] == [
        (NOTE, "Asterisk has no music class jazz: a person on hold would hear silence")
    ] * says


def test_a_campaign_that_has_to_speak_does_not_start_without_its_message():
    law = replace(AMERICA, agent_country="IT")
    config = replace(american(TUESDAY_NOON).config, law=law)
    seen = some_seen(countries=frozenset({"US"}), scrubbed={"NDNC": TUESDAY_NOON - DAY})
    found = looked(config=config, seen=seen, sounds={"custom/us": False, **OURS})
    assert [(one.weight, in_english(one.what)) for one in about(found, "audio")] == [
        (STOPS, "Asterisk has no such sound: custom/us")
    ]
    assert not found.may_start
    assert looked(config=config, seen=seen, sounds={"custom/us": True, **OURS}).may_start


@pytest.mark.parametrize(
    ("changes", "about_what", "said"),
    [
        ({"seats": (), "agents": 0}, "agents", "there are no agents"),
        ({"seats": ()}, "agents", "no agent is logged in"),
        ({"seats": ("AL",)}, "agents", "1/1 agents would get no call"),
        ({"board": {}}, "engine", "no engine shows anything: the link to Asterisk, its trunks and its sounds"),
        ({"board": {"nodes": [], "trunks": []}}, "node", "no engine shows the Asterisk of this campaign"),
        ({"board": {"nodes": [{"id": 1, "state": "down", "trouble": "refused"}]}}, "node", "to Asterisk: refused"),
        ({"zones": ()}, "list", "no lead is left"),
    ],
)
def test_what_lets_nobody_be_called_is_named_though_the_campaign_may_start(changes, about_what, said):
    found = looked(**changes)
    assert found.may_start
    [held] = [one for one in found.holds if one.about == about_what]
    assert (held.weight, said in in_english(held.what)) == (DELAYS, True)
    assert in_italian(held.what) not in ("", in_english(held.what))
    assert in_italian(held.mend)


def test_what_only_slows_a_campaign_down_does_not_hold_it():
    for found in (
        looked(now=at("2026-06-07 12:00")),
        looked(next_due=TUESDAY_NOON + 600.0),
        looked(seats=("IT", "AL")),
    ):
        assert found.holds == ()


def test_sounds_of_which_asterisk_could_not_be_asked_are_named():
    config = a_config(law=ITALY, caller_id=shown(TUESDAY_NOON), trunks=(a_trunk(country="IT"),), message="custom/who")
    [found] = about(looked(config=config, sounds={"custom/who": None, "pause": True}), "audio")
    assert (found.weight, "could not be asked" in in_english(found.what), "custom/who" in in_italian(found.what)) == (
        NOTE,
        True,
        True,
    )
    assert about(looked(config=config, board={}), "audio") == []  # then all of Asterisk is unseen


@pytest.mark.parametrize("law", [ITALY, replace(ITALY, profile="auto")])
def test_what_several_rules_say_alike_is_said_once_and_in_words(law):
    config = a_config(mode=Mode.PREDICTIVE, law=law, caller_id=shown(TUESDAY_NOON), trunks=(a_trunk(country="IT"),))
    seen = some_seen(countries=frozenset({"IT"}), bases=(consent(TUESDAY_NOON),), clock_skew_s=None)
    found = looked(config=config, seen=seen)
    [clock] = [one for one in found.findings if one.rule == "PROFILE-CLOCK"]
    assert (in_english(clock.facts), in_italian(clock.facts)) == (
        "how far the clock is off is unknown, at most 1 is allowed",
        "lo scarto dell'orologio non è noto, al massimo 1",
    )
    [register] = about(found, "register")
    assert both_said(register.facts) == {
        "en": "register RPO, never checked, an answer counts for 15 days",
        "it": "registro RPO, mai verificato, vale per 15 giorni",
    }


def test_the_lists_without_an_answer_of_the_register_that_counts_are_named_with_their_numbers():
    now = TUESDAY_NOON
    checked = [
        ListChecked(name="April", answered={"RPO": now - 15 * DAY}, numbers={"+39": 7}),
        ListChecked(name="March", answered={"RPO": now - 16 * DAY}, numbers={"+39": 1204, "+44": 3}),
        ListChecked(name="Web", answered={"TPS": now}, numbers={"+39": 500_000}, whole=False),
    ]
    seen = some_seen(scrubbed={}, bases=(consent(now),))
    [found] = about(looked(seen=seen, checked=checked), "register")
    assert in_english(found.what).endswith(": March (numbers: 1204), Web (numbers: at least 500000)")
    assert in_italian(found.what).endswith(": March (numeri: 1204), Web (numeri: almeno 500000)")


def test_a_list_that_is_held_while_the_others_are_dialled_is_named_with_how_to_mend_it():
    now = TUESDAY_NOON
    lists = [
        ListFacts(list_id=i, name=name, country="IT", scrubbed=answered)
        for i, (name, answered) in enumerate([("April", {"RPO": now}), ("L'Aquila", {"RPO": now - 16 * DAY})])
    ]
    checked = ListChecked(name="L'Aquila", answered={}, numbers={"+39": 1204})
    found = looked(seen=some_seen(dialled=tuple(lists), bases=(consent(now),)), checked=[checked])
    assert (found.may_start, found.holds, found.starts_at) == (True, (), now)
    [held] = about(found, "register")
    assert (held.weight, held.rule, held.held_list) == (DELAYS, "IT-RPO", "L'Aquila")
    assert "1204" in in_english(held.what)
    assert "1204" in in_italian(held.what)
    assert "of the list L'Aquila under Registers, download its numbers for RPO" in in_english(held.mend)
    long = [replace(checked, whole=False)]
    [part] = about(looked(seen=some_seen(dialled=tuple(lists), bases=(consent(now),)), checked=long), "register")
    assert ("numbers: at least 1204" in in_english(part.what), "numeri: almeno 1204" in in_italian(part.what)) == (
        True,
        True,
    )
    assert (
        in_english(held.facts)
        == "register RPO, the check is too old, checked 2026-05-24 10:00 UTC, an answer counts for 15 days"
    )


def test_numbers_of_another_country_that_wait_for_a_register_are_counted_with_how_to_mend_it():
    now, day = TUESDAY_NOON, DAY
    both = frozenset({("TPS", now - day), ("CTPS", now - day)})
    old = frozenset({("TPS", now - 29 * day), ("CTPS", now - day)})
    british = NumbersChecked(list_name="March", country="GB", answers={frozenset(): 2, old: 1, both: 7})
    japanese = NumbersChecked(list_name="March", country="JP", answers={frozenset(): 4})
    found = looked(law=replace(ITALY, profile="auto"), numbers=[british, japanese])
    [register] = about(found, "register")
    assert (register.weight, register.rule, found.may_start) == (NOTE, "UK-TPS", True)
    assert in_english(register.what).startswith(
        "the list March has numbers of GB that are not called without an answer of TPS"
    )
    assert (in_english(register.what).endswith(": 3"), in_italian(register.what).endswith(": 3")) == (True, True)
    assert "della lista March, in Registri, scarica i suoi numeri per TPS" in in_italian(register.mend)
    parts = [replace(british, whole=False), replace(japanese, whole=False)]
    of_part = looked(law=replace(ITALY, profile="auto"), numbers=parts)
    for what, count in (("register", 3), ("law", 4)):
        [said] = [one.what for one in about(of_part, what)]
        assert (in_english(said).endswith(f": at least {count}"), in_italian(said).endswith(f": almeno {count}")) == (
            True,
            True,
        )
    [law] = about(found, "law")
    assert (
        in_italian(law.what) == "la lista March ha numeri di JP, per cui non ci sono regole, e che non si chiamano: 4"
    )
    answered = NumbersChecked(list_name="March", country="GB", answers={both: 7})
    assert about(looked(law=replace(ITALY, profile="auto"), numbers=[answered]), "register") == []


def test_numbers_that_were_loaded_after_the_answer_on_their_list_are_counted_with_how_to_mend_it():
    now = TUESDAY_NOON
    answered, old = frozenset({("RPO", now - DAY)}), frozenset({("RPO", now - 16 * DAY)})
    march = NumbersChecked(list_name="March", country="IT", at_home=True, answers={frozenset(): 2, old: 1, answered: 7})
    found = looked(numbers=[march])
    [late] = about(found, "register")
    assert (late.weight, late.rule, found.may_start, found.holds) == (NOTE, "IT-RPO", True, ())
    assert in_english(late.what).startswith("the list March has numbers that came in after the answer of RPO on it")
    assert in_italian(late.what).startswith("la lista March ha numeri arrivati dopo la risposta di RPO")
    assert (in_english(late.what).endswith(": 3"), in_italian(late.what).endswith(": 3")) == (True, True)
    assert "the list March under Registers, download its numbers for RPO" in in_english(late.mend)
    [part] = about(looked(numbers=[replace(march, whole=False)]), "register")
    assert (in_english(part.what).endswith(": at least 3"), in_italian(part.what).endswith(": almeno 3")) == (
        True,
        True,
    )
    assert about(looked(numbers=[replace(march, answers={answered: 7})]), "register") == []


def test_numbers_of_a_list_that_is_held_whole_are_not_counted_twice():
    now = TUESDAY_NOON
    march = NumbersChecked(list_name="March", country="IT", at_home=True, answers={frozenset(): 2})
    found = looked(seen=some_seen(scrubbed={}, bases=(consent(now),)), numbers=[march])
    [register] = about(found, "register")
    assert "came in after" not in in_english(register.what)


def test_promises_on_a_list_that_is_off_are_said():
    [found] = about(looked(off=[OffList(campaign_id=1, name="March", waiting=3)]), "list")
    assert (found.weight, in_english(found.what)) == (
        NOTE,
        "call-backs wait on the list March, which is off, and are not made: 3",
    )
    assert "March" in in_italian(found.what)


def lacking(*, bare: int, proven: int, leads: int) -> Finding:
    """What is said of leads that lack a basis: so many without and with one were looked at, of those there are."""
    proofs = [
        Proofs(country="IT", consent=said, leads=count)
        for said, count in (({}, bare), (CONSENT | {"company": "Acme"}, proven))
        if count
    ]
    extents = {1: Extent(list_id=1, leads=leads, first=1, last=leads)}
    [found] = about(looked(proofs=proofs, extents=extents), "basis")
    return found


def test_leads_that_lack_a_basis_are_counted_and_hold_the_campaign_where_all_do():
    some, every = lacking(bare=2, proven=5, leads=7), lacking(bare=7, proven=0, leads=7)
    assert (some.weight, some.holds, in_english(some.what)[:9], in_italian(some.what)[:12]) == (
        NOTE,
        False,
        "2/7 leads",
        "2/7 contatti",
    )
    assert (every.weight, every.holds, in_english(every.what)[:9]) == (DELAYS, True, "7/7 leads")
    assert in_english(every.mend).startswith(
        "the rules accept consent, specific consent, a contract, a request, the public directory, with its source"
    )


def test_of_leads_of_which_a_part_was_looked_at_the_least_number_is_said():
    found = lacking(bare=2, proven=5, leads=90)
    assert both_said(found.what) == {
        "en": "at least 2 of 90 leads would not be called (7 were looked at): they lack a basis, its proofs or a "
        "source",
        "it": "almeno 2 contatti su 90 non verrebbero chiamati (esaminati: 7): mancano base, prove o provenienza",
    }


def test_a_trunk_that_asterisk_does_not_have_stops_the_start():
    found = looked(endpoints={"carrier": EndpointState.MISSING})
    [finding] = about(found, "trunk")
    assert (finding.weight, found.may_start, found.starts_at) == (STOPS, False, None)
    assert "no endpoint carrier" in in_english(finding.what)
    assert "let Pronto write the trunk" in in_english(finding.mend)


def test_a_trunk_that_nobody_answers_at_is_named_once():
    found = looked(endpoints={"carrier": EndpointState.UNREACHED})
    [finding] = about(found, "trunk")
    assert (finding.weight, found.may_start) == (NOTE, True)
    down = {**UP, "trunks": [{"name": "carrier", "state": "down"}]}
    [finding] = about(looked(endpoints={"carrier": EndpointState.UNREACHED}, board=down), "trunk")
    assert "every trunk is down" in in_english(finding.what)


@pytest.mark.parametrize("told", [{}, {"carrier": EndpointState.UNTOLD}])
def test_what_could_not_be_asked_is_not_said_to_be_right(told):
    [finding] = looked(endpoints=told).findings
    assert (finding.weight, finding.about) == (NOTE, "node")
    assert "could not be asked for the endpoints carrier" in in_english(finding.what)


def test_a_trunk_that_the_node_may_not_dial_as_it_is_written_stops_the_start():
    trunks = (a_trunk(country="IT", dial="Local/{number}@any"),)
    [finding] = about(looked(trunks=trunks), "trunk")
    assert finding.weight == STOPS
    assert about(looked(trunks=trunks, dial_patterns=("Local/{number}@any",)), "trunk") == []


HAS = {"carrier": EndpointState.REACHED, "1001": EndpointState.REACHED}


@pytest.mark.parametrize(
    ("phones", "told", "weight", "says"),
    [
        (["PJSIP/1001", "PJSIP/1002"], {"1002": EndpointState.MISSING}, NOTE, "Asterisk has no phones PJSIP/1002"),
        (["PJSIP/1002"], {"1002": EndpointState.MISSING}, DELAYS, "Asterisk has no phones PJSIP/1002"),
        (["PJSIP/1002"], {"1002": EndpointState.UNREACHED}, NOTE, "phones are not registered: PJSIP/1002"),
        (["PJSIP/1@x", "PJSIP/1001"], {}, NOTE, "the node may not call the phones PJSIP/1@x"),
        (["PJSIP/1@x"], {"x": EndpointState.REACHED}, DELAYS, "the node may not call the phones PJSIP/1@x"),
    ],
)
def test_phones_that_cannot_be_called_are_named(phones, told, weight, says):
    [finding] = about(looked(phones=phones, endpoints=HAS | told), "phone")
    assert (finding.weight, in_english(finding.what)) == (weight, says)
    assert in_italian(finding.mend)
    assert about(looked(phones=["PJSIP/1001"], endpoints=HAS), "phone") == []


def test_a_missing_phone_holds_nothing_while_others_take_calls_in_the_browser():
    lacking = {"phones": ["PJSIP/1002"], "endpoints": HAS | {"1002": EndpointState.MISSING}}
    [alone] = about(looked(**lacking), "phone")
    [beside] = about(looked(**lacking, browser_agents=True), "phone")
    assert (alone.holds, beside.holds, beside.weight) == (True, False, NOTE)


def test_trunks_that_may_call_nowhere_are_told_before_the_start():
    [found] = about(looked(trunks=(a_trunk(country=""),), destinations={}), "destination")
    assert (found.weight, found.holds) == (DELAYS, True)
    assert in_english(found.what) == "no destination is allowed for carrier: every call would be refused"
    assert "nessuna" in in_italian(found.what).lower()


@pytest.mark.parametrize(
    ("allowed", "refused", "weight"),
    [
        (("+44",), (), DELAYS),
        (("+44",), ("+39",), DELAYS),
        (("+39",), ("+39",), DELAYS),
        (("+39",), ("+39066",), None),
        (("+3906",), (), None),
        (("+3",), (), None),
    ],
)
def test_lists_in_a_country_that_no_trunk_may_call_are_told_before_the_start(allowed, refused, weight):
    set_here = {1: Destinations(trunk_id=1, allowed=allowed, refused=refused)}
    lists = (ListFacts(list_id=1, name="March", country="IT"),)
    seen = some_seen(scrubbed={"RPO": TUESDAY_NOON - DAY}, bases=(consent(TUESDAY_NOON),), dialled=lists)
    found = about(looked(destinations=set_here, seen=seen), "destination")
    assert [(one.weight, one.holds) for one in found] == ([(weight, False)] if weight else [])
    assert all(
        in_english(one.what) == "no trunk of the campaign may call numbers of IT, where March is" for one in found
    )


def test_one_list_of_several_that_no_trunk_may_call_is_a_note():
    lists = tuple(ListFacts(list_id=at, name=f"list {at}", country=country) for at, country in enumerate(("IT", "FR")))
    seen = some_seen(scrubbed={"RPO": TUESDAY_NOON - DAY}, bases=(consent(TUESDAY_NOON),), dialled=lists)
    [found] = about(looked(destinations={}, seen=seen), "destination")
    assert (found.weight, "FR, where list 1" in in_english(found.what)) == (NOTE, True)
