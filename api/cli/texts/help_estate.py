"""The help in Italian of the commands of controllers, nodes, trunks, caller ids, agents and campaigns' settings."""

from typing import Final

HELP: Final = {
    # pronto controller
    "Controllers: the companies on whose behalf people are called.": "Titolari: le società per conto delle quali si "
    "chiama.",
    "Show every controller.": "Mostrare tutti i titolari.",
    "Write a new controller.": "Creare un titolare.",
    "Name of the company.": "Nome della società.",
    "Of the company, for letters.": "Della società, per la posta.",
    "Where people write to the company.": "A cui si scrive alla società.",
    "Where people call the company.": "A cui si chiama la società.",
    "Name and address of the data protection officer.": "Nome e recapito del responsabile della protezione dei dati.",
    "Where the privacy notice can be read.": "Dove si legge l'informativa.",
    "ISO 3166, where the company sits.": "ISO 3166, dove ha sede la società.",
    "Language of what people are sent who have named none.": "Lingua di ciò che si invia a chi non ne ha indicata una.",
    "Who else gets the data; as often as needed.": "Chi altro riceve i dati; più volte se serve.",
    "Change what people are told of a controller; what is not said stays. An empty word takes back.": "Cambiare ciò "
    "che si comunica di un titolare; ciò che non si indica resta com'è. Un testo vuoto toglie.",
    # pronto node
    "Asterisk servers.": "Server Asterisk.",
    "Show every node.": "Mostrare tutti i nodi.",
    "Write a new node.": "Creare un nodo.",
    "Change a node; what is not said stays.": "Cambiare un nodo; ciò che non si indica resta com'è.",
    "Name of the node.": "Nome del nodo.",
    "Name or address of its machine.": "Nome o indirizzo della macchina.",
    "Of its manager interface.": "Della sua interfaccia manager.",
    "Manager user, as in manager.conf.": "Utente manager, come in manager.conf.",
    "Name of the variable that holds the user's secret, not the secret.": "Nome della variabile che contiene il "
    "segreto dell'utente, non il segreto.",
    "Speak TLS with it.": "Parlarci in TLS.",
    'Dialled besides PJSIP endpoints, as in "Local/{extension}@agents", as often as needed; "" for none.': "Che cosa "
    'si chiama oltre agli endpoint PJSIP, come "Local/{extension}@agents", più volte se serve; "" per nulla.',
    "Channels at most.": "Canali, al massimo.",
    "Calls started a second, at most.": "Chiamate avviate al secondo, al massimo.",
    "Take a node out of use, with its trunks. Written anew, it is back.": "Dismettere un nodo, con i suoi trunk. "
    "Creandolo di nuovo, torna.",
    # pronto trunk
    "Take a trunk out of use. Written anew, it is back.": "Dismettere un trunk. Creandolo di nuovo, torna.",
    "Trunks: the ways out to the public network.": "Trunk: le vie verso la rete pubblica.",
    "Show every trunk.": "Mostrare tutti i trunk.",
    "Write a new trunk.": "Creare un trunk.",
    "Change a trunk; what is not said stays.": "Cambiare un trunk; ciò che non si indica resta com'è.",
    "Name of the trunk: its PJSIP endpoint.": "Nome del trunk: il suo endpoint PJSIP.",
    "Its node; the only one there is without it.": "Il suo nodo; senza, l'unico che c'è.",
    "As in PJSIP/{number}@carrier, which is what it is for a trunk called carrier.": "Come PJSIP/{number}@carrier, "
    "che è quella di un trunk di nome carrier.",
    "How numbers are sent: with + (e164) or without (plain).": (
        "Come si inviano i numeri: con + (e164) o senza (plain)."
    ),
    "ISO 3166, where its calls enter the public network.": (
        "ISO 3166, dove le sue chiamate entrano nella rete pubblica."
    ),
    "The provider vouches for home numbers from abroad.": "Il fornitore garantisce per i numeri nazionali dall'estero.",
    "Let campaigns use a trunk.": "Lasciare che le campagne usino un trunk.",
    "Place no new calls over a trunk; those that live go on.": "Non avviare altre chiamate su un trunk; quelle in "
    "corso proseguono.",
    # pronto caller-id
    "Caller ids: the numbers that people see who are called.": "Numeri chiamanti: quelli che vede chi è chiamato.",
    "Show every caller id.": "Mostrare tutti i numeri chiamanti.",
    "Write a number that a controller may show.": "Creare un numero che un titolare può mostrare.",
    "Change what is known of a number; what is not said stays.": "Cambiare ciò che si sa di un numero; ciò che non si "
    "indica resta com'è.",
    "The number, as in +390212345678.": "Il numero, come +390212345678.",
    "Whose number it is; the only controller there is without it.": "Di chi è il numero; senza, l'unico titolare che "
    "c'è.",
    "What it is called here.": "Come si chiama qui.",
    "What kind it is, where the number does not tell; see /docs.": "Di che tipo è, se il numero non lo dice; vedere "
    "/docs.",
    "Register of operators it is declared in, as ROC.": "Registro degli operatori in cui è iscritto, ad esempio ROC.",
    "When somebody last called it, to hear who answers: 2026-09-01T10:00, in UTC.": "Quando qualcuno l'ha chiamato "
    "l'ultima volta per sentire chi risponde: 2026-09-01T10:00, in UTC.",
    "Who answered that test.": "Chi ha risposto a quella prova.",
    "To whom the operator has given the number.": "A chi l'operatore telefonico ha assegnato il numero.",
    "Its line in a register of operators, as ROC.": "La sua iscrizione in un registro degli operatori, come il ROC.",
    "How far its provider vouches for it (United States).": "Quanto il fornitore ne risponde (Stati Uniti).",
    "Delete a caller id that no campaign shows.": "Cancellare un numero chiamante che nessuna campagna mostra.",
    # pronto agent
    "Take an agent out of use, who is logged out; the tokens open nothing more.": "Dismettere un operatore non "
    "connesso; le sue chiavi non aprono più nulla.",
    "Agents.": "Operatori.",
    "Show every agent, and what each asked for last.": (
        "Mostrare tutti gli operatori, e l'ultima richiesta di ciascuno."
    ),
    "Write a new agent, logged out.": "Creare un operatore, non connesso.",
    "Change an agent; what is not said stays.": "Cambiare un operatore; ciò che non si indica resta com'è.",
    "Name of the agent.": "Nome dell'operatore.",
    "Dial string of the phone, as in PJSIP/1001.": "Stringa di chiamata del telefono, come PJSIP/1001.",
    "Dial string of the phone; used from the next log-in on.": "Stringa di chiamata del telefono; vale dal prossimo "
    "accesso.",
    "The name that is shown.": "Il nome mostrato.",
    "standing: one call for the whole session; ring: the phone rings for each call.": "standing: una sola chiamata per "
    "tutta la sessione; ring: il telefono squilla a ogni chiamata.",
    "Language of the agent's page: it or en.": "Lingua della pagina dell'operatore: it o en.",
    "ISO 3166, where the agent sits, if not as the campaign.": "ISO 3166, dove si trova l'operatore, se non come la "
    "campagna.",
    "Let an agent work in a campaign: the agent's phone is called now.": "Far lavorare un operatore in una campagna: "
    "il suo telefono squilla subito.",
    "Campaign to work in; more of the same Asterisk with it again.": "Campagna in cui lavorare; ripetere per altre "
    "dello stesso Asterisk.",
    "Take no call yet.": "Non prendere ancora chiamate.",
    "Let an agent leave, after the present call.": "Far uscire un operatore, dopo la chiamata in corso.",
    # pronto campaign list, show, create, set
    "Make, change, start, pause, stop and watch campaigns.": "Creare, cambiare, avviare, sospendere, fermare e seguire "
    "le campagne.",
    "Show every campaign.": "Mostrare tutte le campagne.",
    "Show how a campaign is set.": "Mostrare le impostazioni di una campagna.",
    "Write a new campaign. It is stopped until it is started, and progressive unless said otherwise.": "Creare una "
    "campagna. È ferma finché non si avvia, e progressiva se non si indica altro.",
    "Change a campaign, also while it runs; what is not said stays.": "Cambiare una campagna, anche mentre è attiva; "
    "ciò che non si indica resta com'è.",
    "A new name.": "Un nuovo nome.",
    "How it is dialled; a new one is progressive.": "Come si chiama; una nuova è progressiva.",
    "Company on whose behalf it calls; for a new one, the only one there is without it.": "Società per conto della "
    "quale chiama; per una nuova, senza, l'unica che c'è.",
    "Asterisk that it is dialled on; the trunks' own without it.": (
        "Asterisk da cui si chiama; senza, quello dei trunk."
    ),
    "Trunk, as often as needed, the best first.": "Trunk, più volte se serve, prima il migliore.",
    'Number that people see; "" for none.': 'Numero che vede chi è chiamato; "" per nessuno.',
    'When it calls, as in "mon-fri 09:00-20:00", as often as needed; "" for never.': "Quando chiama, come "
    '"lun-ven 09:00-20:00", più volte se serve; "" per mai.',
    "Of leads that have none, as in Europe/Rome.": "Dei contatti che non ne hanno, come Europe/Rome.",
    "Calls for each free agent, in the mode ratio.": "Chiamate per ogni operatore libero, nella modalità ratio.",
    "Calls abandoned of those answered, at most, in %.": (
        "Chiamate abbandonate su quelle con risposta, al massimo, in %."
    ),
    "How long an answered person waits for an agent, in seconds.": "Quanto chi ha risposto attende un operatore, in "
    "secondi.",
    "How long it rings, in seconds.": "Quanto squilla, in secondi.",
    "Time for the wrap-up, in seconds.": "Tempo per la chiusura, in secondi.",
    "Attempts at each lead, at most.": "Tentativi per ogni contatto, al massimo.",
    'Arguments of AMD(); default for its own, "" for no detection.': "Argomenti di AMD(); default per i suoi, "
    '"" per nessun riconoscimento.',
    'Sound for people whom no agent takes; "" to hang up.': "Suono per chi non trova un operatore; "
    '"" per riagganciare.',
    "auto for each number's own country, or one profile.": "auto per il paese di ogni numero, o un profilo.",
    "ISO 3166, where the seller sits.": "ISO 3166, dove ha sede il venditore.",
    "ISO 3166, where the agents sit.": "ISO 3166, dove si trovano gli operatori.",
    "Who answers for it, where the rules of a running campaign are loosened.": "Chi ne risponde, se si allentano le "
    "regole di una campagna attiva.",
    "Why they are loosened.": "Perché si allentano.",
}
