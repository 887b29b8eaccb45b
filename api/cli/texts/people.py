"""Texts of `pronto suppression`, `register`, `person` and `retention`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

SUPPRESSION: Final = Catalogue(
    {
        "added": mark(
            "{added} {added:number|numbers} suppressed, {called_off} living {called_off:call|calls} called off."
        ),
        "people": mark(
            "The no is the person's: {withdrawn} {withdrawn:lead|leads} withdrawn, {others} further "
            "{others:number|numbers} suppressed, and {people} {people:person|people} known by external id."
        ),
        "shared": mark(
            "{shared} {shared:number is|numbers are} shared by several people: only the number is not called. Name who "
            "said no with --external-id."
        ),
        "loaded": mark(
            "{rows} {rows:row|rows} read: {added} {added:number|numbers} suppressed, {known} known already, "
            "{called_off} live {called_off:call|calls} cancelled, {rejected_rows} {rejected_rows:row|rows} "
            "rejected."
        ),
        "goes_on": mark(
            "Pronto reads the file to the end all the same. To see how far it is: pronto suppression watch."
        ),
        "not_sent": mark("The file was not sent to its end. Nothing was suppressed."),
        "not_reading": mark("No file of numbers is being read."),
        "has_read": mark("{source}: {rows} {rows:row|rows} read, {added} {added:number|numbers} suppressed."),
        "broke_off": mark("{source} was not read to its end: send it again, what is in counts as known."),
        "suppressing": mark("Numbers are suppressed"),
        "more": mark("and {count} more."),
        "rejected_in": mark("The rejected rows, with line and reason, are in {file}."),
        "first": mark(
            "It has the first {count}; {more} more were rejected too: correct and import these, then import "
            "the whole file again to get the next ones."
        ),
        "write_them": mark(
            "Their numbers are not suppressed: write them to a file with --rejected FILE, correct it and import it."
        ),
        "removed": mark("It may be called again."),
        "none": mark("Nothing suppresses it."),
        "of_what": mark("what"),
        "number": mark("number"),
        "person": mark("person"),
        "scope": mark("scope"),
        "since": mark("since"),
        "reason": mark("reason"),
        "source": mark("source"),
        "by": mark("by"),
        "unnamed": mark("not shown ({rule})"),
        "all": mark("all"),
        "company": mark("company:{id}"),
        "campaign": mark("campaign:{id}"),
        "by_hand": mark("by hand"),
    }
)
REGISTER: Final = Catalogue(
    {
        "sent": mark("Scrub {id}: {sent} {sent:number is|numbers are} in {file}."),
        "bring": mark(
            "Bring the answer in with: pronto register scrub-in {id} FILE --receipt ITS-REFERENCE --means listed "
            "(or free, or flags)"
        ),
        "cancelled": mark("Scrub {id}: nothing more is written, and what was written is forgotten."),
        "reading": mark("The file is read"),
        "writing": mark("Answers are written"),
        "concluding": mark("Those it does not name"),
        "answered": mark(
            "{answered} of {sent} {sent:number|numbers} answered, {listed} of them {listed:is|are} in the register; "
            "{rejected_rows} {rejected_rows:row holds|rows hold} no "
            "answer."
        ),
        "left_out_free": mark(
            "Numbers in these rows count as listed and are not called: ask {register} again with scrub-out, "
            "and correct the file of the new answer."
        ),
        "left_out_flags": mark(
            "Numbers in these rows have no answer and are not called: ask {register} again with scrub-out; "
            "--only-after-days 1 omits those that have one."
        ),
        "company": mark("company"),
        "register": mark("register"),
        "fresh": mark("fresh"),
        "listed": mark("of these listed"),
        "stale": mark("stale"),
        "oldest": mark("oldest fresh"),
    }
)
PERSON: Final = Catalogue(
    {
        "written": mark("It is in {file}."),
        "forms": mark("{file}: end the file's name with one of {forms}."),
        "erased": mark(
            "{leads} {leads:lead|leads} emptied, {phones} {phones:phone|phones} and {rejected_rows} rejected "
            "{rejected_rows:row|rows} deleted, {attempts} {attempts:attempt|attempts} made pseudonymous, {suppressed} "
            "{suppressed:number|numbers} newly suppressed."
        ),
        "merged": mark("Person {person} has {leads} {leads:lead|leads} now."),
        "rotated": mark("Reports use key {key} from now on."),
    }
)
RETENTION: Final = Catalogue(
    {
        "name": mark("campaign or list"),
        "kind": mark("kind"),
        "countries": mark("numbers of"),
        "limit": mark("kept for"),
        "rule": mark("by rule"),
        "before": mark("older than"),
        "too_old": mark("too old"),
        "expired": mark("emptied or deleted"),
        "everything": mark("everything"),
        "unbounded": mark("no limit"),
        "by_hand": mark("given by hand"),
        "run": mark("Run {id} of {at}, by {actor}: {state}."),
        "ended": mark("done, {rows} {rows:row|rows}"),
        "open": mark("under way"),
        "none": mark("Nothing has run yet."),
        "limits": mark("Write limits as KIND=DAYS, as in contact_data=730."),
    }
)
