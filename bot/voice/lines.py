"""Command lines that buttons say: what somebody wrote stays what it was, whatever signs stand in it."""

from core.reel.brief import Brief


def order(brief: Brief) -> str:
    """The command that orders this brief."""
    topic, wishes = brief.topic.replace('"', "”"), f"seconds={brief.seconds} look={brief.look}"
    return f'/generate idea="{topic}" {about(brief)} {wishes}{filmed_by(brief)}'


def about(brief: Brief) -> str:
    """The part of it that names the niche."""
    subject = brief.niche.subject.replace('"', "”")
    return f'niche="{subject}"'


def filmed_by(brief: Brief) -> str:
    """The part of it that names the model; nothing where nobody named one."""
    return "" if brief.usual else f" model={brief.model}"
