"""What is wrong with a value, a file or a request, and how to mend it: the English as it is raised, and in Italian."""

from typing import Final

from dialer.turned import Turned

WRONG: Final = Turned(
    {
        # Of nodes, and of what Asterisk may call.
        "the node may not dial so: write PJSIP/{number}@ and the name of the endpoint, or add this to dial_patterns "
        "of the node": "il nodo non può chiamare così: scrivere PJSIP/{number}@ e il nome dell'endpoint, o aggiungere "
        "questo a dial_patterns del nodo",
    }
)
