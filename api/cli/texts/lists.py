"""Texts of `pronto list`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

LIST: Final = Catalogue(
    {
        "about": mark(
            "{file}: {how}, about {rows} {rows:row|rows}. Numbers without a country are read as of {country}."
        ),
        "tab": mark("tab"),
        "comma": mark("comma"),
        "semicolon": mark("semicolon"),
        "pipe": mark("pipe"),
        "no_name": mark("(no name)"),
        "column": mark("column"),
        "meaning": mark("is taken for"),
        "samples": mark("for example"),
        "line": mark("line"),
        "becomes": mark("becomes"),
        "phones": mark("phones"),
        "name": mark("name"),
        "rest": mark("the rest, or why not"),
        "table": mark("table"),
        "kind": mark("kind"),
        "rows": mark("rows"),
        "wrong": mark("what is wrong"),
        "import": mark("import"),
        "list": mark("list"),
        "file": mark("file"),
        "status": mark("status"),
        "added": mark("added"),
        "updated": mark("updated"),
        "known": mark("known"),
        "suppressed": mark("suppressed"),
        "rejected": mark("rejected"),
        "same": mark("same person as line {line}"),
        "is_lead": mark("is lead {lead}"),
        "silenced": mark("{count} of its numbers must not be called"),
        "not_called": mark("would not be called: {why}"),
        "slow": mark("The database was too slow to check for duplicates and suppressed numbers."),
        "outcomes": mark(
            "Of the first {checked} {checked:row|rows} {added} would be added, {updated} would change a lead, {known} "
            "would be left out as duplicates, {suppressed} must not be called, {rejected} would be rejected."
        ),
        "checked": mark("Of the first {checked} {checked:row|rows} {rejected} would be rejected."),
        "unfit": mark("Of these rows {unfit} {unfit:has|have} a cell that its field's type does not allow."),
        "toll_free": mark(
            "{rows} {rows:row has|rows have} a number that is free to call: a service's, hardly a person's."
        ),
        "shared_cost": mark(
            "{rows} {rows:row has|rows have} a number at shared cost, or a personal one, which may cost more than "
            "others."
        ),
        "premium_rate": mark(
            "{rows} {rows:row has|rows have} a number at a premium rate. Such numbers are rejected unless --premium "
            "lets them in."
        ),
        "is_toll_free": mark("free to call"),
        "is_shared_cost": mark("at shared cost"),
        "is_premium_rate": mark("at a premium rate"),
        "skipped": mark("These files in the ZIP file were skipped: {names}."),
        "stays": mark("as it is written, {why}"),
        "unfit_rejected": mark(
            "{unfit} of the rejected rows {unfit:has|have} a cell that its field's type does not allow."
        ),
        "unfit_kept": mark(
            "{unfit} {unfit:row has|rows have} a cell that its field's type does not allow: it stays as it is written."
        ),
        "warned": mark(
            "No campaign's rules bind this list yet. Of these rows {warned} would come in, but not be called "
            "by the rules of its country; its campaign's rules are asked when it gets the list, and before "
            "every call."
        ),
        "progress": mark("{rows} of {total} {total:row|rows}, {loaded} loaded, {rejected} rejected"),
        "next": mark("queued, place 1: it is loaded when the import before it has ended"),
        "queued": mark("queued, place {place}"),
        "to_go": mark(", {rate:.0f} rows/s, {seconds:.0f} s to go"),
        "unreadable": mark("The file could not be read: {message}"),
        "map": mark(
            "The file cannot be loaded like this: {message}. Say with --map COLUMN=MEANING what its columns are."
        ),
        "not_finished": mark("The import is {status}: {message}"),
        "waits": mark("it waits to be started"),
        "ended": mark(
            "{loaded} {loaded:lead|leads} loaded, {updated} updated, {duplicates} {duplicates:was|were} there "
            "already, {suppressed} must not "
            "be called, {rejected} {rejected:row|rows} rejected."
        ),
        "by_rule": mark("{rows} of them for the rule {rule} of the campaign's profile."),
        "warned_by": mark(
            "{rows} {rows:lead|leads} would not be called as entered, by the rule {rule} of the list's country: no "
            "campaign's rules bind the list yet."
        ),
        "sequence": mark("Numbers of this file follow each other: look whether somebody has made them up."),
        "rejected_in": mark("The rejected rows, with line and reason, are in {file}."),
        "write_them": mark(
            "pronto list watch {id} --rejected FILE writes them to a file, each with its reason: correct and import it."
        ),
        "none_came": mark("Nothing of the file was received."),
        "load": mark("Load about {rows} {rows:row|rows} like this?"),
        "nothing": mark("Nothing was loaded."),
        "begun": mark("Import {id} has begun."),
        "goes_on": mark(
            "Import {id} goes on. To see how far it is: pronto list watch {id}; to end it: pronto list cancel {id}."
        ),
        "cancelled": mark("Import {id} is cancelled; {loaded} {loaded:lead of it stays|leads of it stay}."),
        "which_company": mark("Say with --company for whom the list is called. There are: {names}."),
        "other_campaign": mark(
            "The list {name} is there already, and is not of the campaign {campaign}. Give it to that one with "
            "`pronto list set {name!q} --campaign {campaign!q}`, or leave --campaign out."
        ),
        "other_company": mark(
            "The list {name} is there already, and is not called for {company}. Load the file into a list of "
            "another name, or leave --company out."
        ),
        "other_consent": mark(
            "The list {name} is there already, and what it says of {what} is {there}, not {said}. Say it in a column "
            "of the rows, load the file into a list of another name, or leave --consent out."
        ),
        "no_company": mark("none: make one first"),
        "one_header": mark("Say --no-header or --header-row, and not both."),
        "bad_map": mark("--map {text}: write COLUMN=MEANING, where the meaning is one of {meanings}."),
        "exported": mark("The leads of {name} are in {file}."),
        "sending": mark("sending"),
        "loading": mark("loading"),
        "database_away": mark("the database is away and waited for"),
    }
)
HINT: Final = Catalogue(
    {
        "no_header": mark(
            "The first row holds a phone number, as if the file had no header. Say --no-header, and what its "
            "columns are by their place, as in --map {column}=phone."
        ),
        "title_lines": mark("{rows} lines before the header are passed over."),
        "sheets": mark("The sheet {column} is read; there are also {others}: choose with --sheet."),
        "hidden_sheets": mark("Hidden sheets are not read: {others}. Show them in the spreadsheet and save it."),
        "garbled": mark(
            "{rows} {rows:row has|rows have} garbled letters, as in {others}: the file was written or read in"
            " the wrong encoding. Export it again from its source, as UTF-8."
        ),
        "lost_zero": mark(
            "{rows} of the rejected rows {rows:is a land line|are land lines} whose leading 0 a spreadsheet has "
            "taken away: "
            "--zero-back puts it back."
        ),
    }
)
"""Hints about a file, with the options that help, by kind."""
SETTING: Final = Catalogue(
    {
        "list": mark("list"),
        "campaign": mark("campaign"),
        "leads": mark("leads"),
        "enabled": mark("is dialled"),
        "weight": mark("share"),
        "order_by": mark("order"),
        "filter": mark("filter"),
        "archived_at": mark("put away"),
        "task": mark("being done"),
        "none": mark("–"),
        "yes": mark("yes"),
        "no": mark("no"),
        "as_they_came": mark("as they came in"),
        "country": mark("country"),
        "name": mark("name"),
        "put_away": mark("{name} is archived: it is no longer dialled, but can be counted and exported."),
        "taken_out": mark("{name} is taken out again: its leads are what they were."),
        "deleted": mark("{name} is deleted."),
        "rank": mark("putting in order"),
        "archive": mark("putting away"),
        "nothing_said": mark(
            "Say what to change: --weight, --order, --filter, --enable, --disable, --campaign, --set, --unset."
        ),
        "unarchive": mark("taking out"),
    }
)
"""Settings of a list."""
FIELD: Final = Catalogue(
    {
        "not_typed": mark("There is no typed field {name}. There are: {names}."),
        "no_field": mark("none"),
        "bad_kind": mark("--set {text}: write FIELD=KIND, where the kind is one of {kinds}."),
        "field": mark("field"),
        "kind": mark("holds"),
        "none": mark("No field is typed: all hold text."),
        "unfit": mark(
            "{leads} {leads:lead holds|leads hold} something else in {field}, which counts as empty in filters and "
            "orders, until "
            "they are loaded again with --duplicates update."
        ),
    }
)
"""Types of custom fields."""
