"""An engine that starts anew, and the ids of what the one before it left."""

from tests.support.story import Story

CALL = "pc-1-" + "a" * 32
OTHER = "pc-1-" + "b" * 32
LEG = "pl-1-" + "c" * 32


def restarted(*, agents: int = 1) -> Story:
    """A new engine: agents are logged in as the database says, the link is up, the audit is still to come."""
    story = Story().begin(linked=False)
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id)
    story.link_up(audited=False)
    return story
