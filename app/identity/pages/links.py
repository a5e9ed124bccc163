"""The page of a link that came by e-mail: opening it does nothing, its button does."""

from fastapi import Request
from fastapi.responses import Response

from app.identity import service
from app.identity.pages.routing import account_form, router
from app.identity.rules.accounts import LinkKind
from app.identity.schemas.accounts import NewPasswordIn
from app.identity.service import links
from app.kernel.refusals import Missing
from app.platform.web import PUBLIC, Posted, RequestWork, page, see_other, shown_again_by

OVER = 404


@router.get("/links/{secret}", openapi_extra=PUBLIC)
def show_link(request: Request, work: RequestWork, secret: str) -> Response:
    try:
        link = links.look(work, secret)
    except Missing:
        return page(request, "identity/link_over.html", status=OVER)
    form = account_form(request, NewPasswordIn, action=f"/links/{secret}", submit="account.choose_password")
    return page(request, "identity/link.html", link=link, form=form, action=f"/links/{secret}")


@router.post("/links/{secret}", openapi_extra=PUBLIC)
@shown_again_by(show_link)
def answer_link(request: Request, work: RequestWork, secret: str, form: Posted) -> Response:
    kind = links.look(work, secret).kind
    if kind is LinkKind.EMAIL_CHANGE:
        service.confirm_email_change(work, secret)
        return see_other("/log-in", done="account.email_changed")
    choose = service.accept_invitation if kind is LinkKind.INVITATION else service.reset_password
    choose(work, secret, password=form.read(NewPasswordIn).new)
    return see_other("/log-in", done="account.password_chosen")
