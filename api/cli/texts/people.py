"""What `pronto suppression`, `register`, `person` and `retention` say."""

from typing import Final

from api.cli.speech import Catalogue

SUPPRESSION: Final = Catalogue(
    {
        "added": (
            "{added} {added:number|numbers} suppressed, {called_off} living {called_off:call|calls} called off.",
            "{added} {added:numero|numeri} ora da non chiamare, {called_off} {called_off:chiamata in corso "
            "interrotta|chiamate in corso interrotte}.",
        ),
        "people": (
            "The no is the person's: {withdrawn} {withdrawn:lead|leads} withdrawn, {others} further "
            "{others:number|numbers} suppressed, and {people} {people:person|people} known by external id.",
            "L'opposizione vale per la persona: {withdrawn} {withdrawn:contatto ritirato|contatti ritirati}, altri "
            "numeri ora da non chiamare: {others}, {people} {people:persona nota|persone note} dall'identificativo "
            "esterno.",
        ),
        "shared": (
            "{shared} {shared:number is|numbers are} shared by several people: only the number is not called. Name who "
            "said no with --external-id.",
            "{shared} {shared:numero è|numeri sono} di più persone: non si chiama solo il numero. Indicare chi si è "
            "opposto con --external-id.",
        ),
        "loaded": (
            "{rows} {rows:row|rows} read: {added} {added:number|numbers} suppressed, {known} known already, "
            "{called_off} living "
            "{called_off:call|calls} called off, {rejected_rows} {rejected_rows:row|rows} not taken.",
            "{rows} {rows:riga letta|righe lette}: {added} {added:numero|numeri} ora da non chiamare, {known} già "
            "{known:noto|noti}, "
            "{called_off} {called_off:chiamata in corso interrotta|chiamate in corso interrotte}, {rejected_rows} "
            "{rejected_rows:riga non presa|righe non prese}.",
        ),
        "goes_on": (
            "Pronto reads the file to the end all the same. To see how far it is: pronto suppression watch.",
            "Pronto legge il file comunque fino alla fine. Per vedere a che punto è: pronto suppression watch.",
        ),
        "not_sent": (
            "The file was not sent to its end. Nothing was suppressed.",
            "Il file non è stato inviato fino alla fine. Nessun numero è stato vietato.",
        ),
        "not_reading": ("No file of numbers is being read.", "Non si sta leggendo nessun file di numeri."),
        "has_read": (
            "{source}: {rows} {rows:row|rows} read, {added} {added:number|numbers} suppressed.",
            "{source}: {rows} {rows:riga letta|righe lette}, {added} {added:numero|numeri} ora da non chiamare.",
        ),
        "broke_off": (
            "{source} was not read to its end: send it again, what is in counts as known.",
            "{source} non è stato letto fino alla fine: inviarlo di nuovo, ciò che c'è già vale come noto.",
        ),
        "suppressing": ("Numbers are suppressed", "Si vietano i numeri"),
        "more": ("and {count} more.", "e altre {count}."),
        "rejected_in": (
            "The rows that were not taken, with line and reason, are in {file}.",
            "Le righe non prese, con riga e motivo, sono in {file}.",
        ),
        "first": (
            "It has the first {count}; {more} more were not taken either: mend and import these, then the whole file "
            "again, with which the next ones come back.",
            "Ha le prime {count}; altre {more} non sono state prese: correggerle e importarle, poi di nuovo tutto il "
            "file, con cui tornano le successive.",
        ),
        "write_them": (
            "Their numbers are not suppressed: write them to a file with --rejected FILE, mend them and import it.",
            "I loro numeri si possono ancora chiamare: scriverle in un file con --rejected FILE, correggerle e "
            "importarlo.",
        ),
        "removed": ("It may be called again.", "Si può chiamare di nuovo."),
        "none": ("Nothing suppresses it.", "Nulla vieta di chiamarlo."),
        "of_what": ("what", "che cosa"),
        "number": ("number", "numero"),
        "person": ("person", "persona"),
        "scope": ("scope", "ambito"),
        "since": ("since", "dal"),
        "reason": ("reason", "motivo"),
        "source": ("source", "provenienza"),
        "by": ("by", "da"),
        "unnamed": ("not shown ({rule})", "non mostrato ({rule})"),
        "all": ("all", "tutti"),
        "controller": ("controller:{id}", "titolare:{id}"),
        "campaign": ("campaign:{id}", "campagna:{id}"),
        "by_hand": ("by hand", "a mano"),
    }
)
REGISTER: Final = Catalogue(
    {
        "sent": (
            "Scrub {id}: {sent} {sent:number is|numbers are} in {file}.",
            "Consultazione {id}: {sent} {sent:numero è|numeri sono} in {file}.",
        ),
        "bring": (
            "Bring the answer in with: pronto register scrub-in {id} FILE --receipt ITS-REFERENCE --means listed "
            "(or free, or flags)",
            "Portare la risposta con: pronto register scrub-in {id} FILE --receipt SUO-RIFERIMENTO --means listed "
            "(o free, o flags)",
        ),
        "cancelled": (
            "Scrub {id}: nothing more is written, and what was written is forgotten.",
            "Consultazione {id}: non si scrive più nulla, e ciò che era scritto è dimenticato.",
        ),
        "reading": ("The file is read", "Si legge il file"),
        "writing": ("Answers are written", "Si scrivono le risposte"),
        "concluding": ("Those it does not name", "Chi non vi è nominato"),
        "answered": (
            "{answered} of {sent} {sent:number|numbers} answered, {listed} of them {listed:is|are} in the register; "
            "{rejected_rows} {rejected_rows:row holds|rows hold} no "
            "answer.",
            "Numeri con risposta: {answered} su {sent}; iscritti nel registro: {listed}; righe senza risposta: "
            "{rejected_rows}.",
        ),
        "left_out_free": (
            "Whoever stands in these rows counts as listed, and is not called: ask {register} again with scrub-out, "
            "and mend the file of the new answer.",
            "Chi è in queste righe vale come iscritto, e non è chiamato: interrogare di nuovo {register} con "
            "scrub-out, e correggere il file della nuova risposta.",
        ),
        "left_out_flags": (
            "Whoever stands in these rows has no answer, and is not called: ask {register} again with scrub-out; "
            "--only-after-days 1 leaves out those who have one.",
            "Chi è in queste righe resta senza risposta, e non è chiamato: interrogare di nuovo {register} con "
            "scrub-out; --only-after-days 1 lascia fuori chi la ha.",
        ),
        "controller": ("controller", "titolare"),
        "register": ("register", "registro"),
        "fresh": ("fresh", "valide"),
        "listed": ("of these listed", "di cui iscritti"),
        "stale": ("stale", "scadute"),
        "oldest": ("oldest fresh", "valida più vecchia"),
    }
)
PERSON: Final = Catalogue(
    {
        "written": ("It is in {file}.", "È in {file}."),
        "forms": (
            "{file}: end the file's name with one of {forms}.",
            "{file}: il nome del file deve finire con uno di {forms}.",
        ),
        "erased": (
            "{leads} {leads:lead|leads} emptied, {phones} {phones:phone|phones} and {rejected_rows} rejected "
            "{rejected_rows:row|rows} deleted, {attempts} {attempts:attempt|attempts} made pseudonymous, {suppressed} "
            "{suppressed:number|numbers} newly suppressed.",
            "{leads} {leads:contatto svuotato|contatti svuotati}; cancellati {phones} {phones:telefono|telefoni} e "
            "{rejected_rows} {rejected_rows:riga rifiutata|righe rifiutate}; {attempts} {attempts:chiamata resa "
            "pseudonima|chiamate rese pseudonime}; {suppressed} {suppressed:numero|numeri} in più da non chiamare.",
        ),
        "rotated": ("Reports use key {key} from now on.", "D'ora in poi i rapporti usano la chiave {key}."),
    }
)
RETENTION: Final = Catalogue(
    {
        "name": ("campaign or list", "campagna o lista"),
        "kind": ("kind", "tipo"),
        "countries": ("numbers of", "numeri di"),
        "limit": ("kept for", "conservati per"),
        "rule": ("by rule", "secondo la regola"),
        "before": ("older than", "anteriori al"),
        "too_old": ("too old", "troppo vecchi"),
        "expired": ("emptied or deleted", "svuotati o cancellati"),
        "everything": ("everything", "tutto"),
        "unbounded": ("no limit", "nessun limite"),
        "by_hand": ("given by hand", "indicato a mano"),
        "run": ("Run {id} of {at}, by {actor}: {state}.", "Esecuzione {id} del {at}, di {actor}: {state}."),
        "ended": ("done, {rows} {rows:row|rows}", "conclusa, {rows} {rows:riga|righe}"),
        "open": ("under way", "in corso"),
        "none": ("Nothing has run yet.", "Nessuna esecuzione finora."),
        "limits": (
            "Write limits as KIND=DAYS, as in contact_data=730.",
            "Scrivere i limiti come TIPO=GIORNI, per esempio contact_data=730.",
        ),
    }
)
