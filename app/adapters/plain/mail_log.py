"""Mail that goes nowhere: the demo's letters, kept in memory and as files that a mail program opens."""

from collections import deque

from app.adapters.plain.mime import as_email
from app.messages.ports import Letter, Mail
from app.platform.settings import Settings

MOST_KEPT = 1000


class MailLog(Mail):
    """`letters` are the newest ones of this process; the folder has those of every process."""

    name = "mail_log"

    def __init__(self) -> None:
        self.letters: deque[Letter] = deque(maxlen=MOST_KEPT)

    def send(self, letter: Letter) -> str:
        settings = Settings()
        mail = as_email(letter, settings.smtp_from)
        settings.mail_dir.mkdir(parents=True, exist_ok=True)
        (settings.mail_dir / f"{letter.id}.eml").write_bytes(mail.as_bytes())
        self.letters.append(letter)
        return str(mail["Message-ID"])


mail_log = MailLog()
