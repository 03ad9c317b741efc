"""Answering people: pressed buttons, inline questions, and payments in Stars."""

from tests.wires.telegram_calls import JSON, Call, bad
from tests.wires.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, read
from tests.wires.telegram_world import QUERY_SECONDS, World

CHECKOUT_SECONDS = 10
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_press(world: World, call: Call) -> bool:
    press = world.ledgers.presses.get(call.text("callback_query_id"))
    if press is None or world.now() - press.at >= QUERY_SECONDS:
        raise bad(_TOO_OLD)
    if len(call.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answer = {"text": call.text("text"), "show_alert": call.flag("show_alert"), "url": call.text("url")}
    world.bell.ring()
    return True


def answer_inline(world: World, call: Call) -> bool:
    asking = world.ledgers.askings.get(call.text("inline_query_id"))
    if asking is None:
        raise bad(_TOO_OLD)
    results: list[JSON] = call.json("results") or []
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len({result.get("id") for result in results}) != len(results):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(world, call, result)
    asking.offer = {"results": results, "is_personal": call.flag("is_personal")}
    world.bell.ring()
    return True


def _check_result(world: World, call: Call, result: JSON) -> None:
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    content = result.get("input_message_content")
    if content and "message_text" in content:
        read(content | {"text": content["message_text"]}, "text", TEXT_LIMIT)
    read(result, "caption", CAPTION_LIMIT)
    for kind in ("video", "photo", "document"):
        if f"{kind}_file_id" in result:
            world.files.attached(call, result[f"{kind}_file_id"], kind, kind)


def answer_checkout(world: World, call: Call) -> bool:
    checkout = world.ledgers.checkouts.get(call.text("pre_checkout_query_id"))
    if checkout is None or world.now() - checkout.at > CHECKOUT_SECONDS:
        raise bad(_TOO_OLD)
    if not call.flag("ok") and not call.text("error_message"):
        raise bad("error message must be non-empty")
    checkout.answer = {"ok": call.flag("ok"), "error_message": call.text("error_message")}
    world.bell.ring()
    return True


def refund(world: World, call: Call) -> bool:
    payment = world.ledgers.payments.get(call.text("telegram_payment_charge_id"))
    if payment is None or payment.user.id != call.number("user_id"):
        raise bad("CHARGE_NOT_FOUND")
    if payment.refunded:
        raise bad("CHARGE_ALREADY_REFUNDED")
    payment.refunded = True
    world.ledgers.statement.append(payment.as_line(world.now(), is_refund=True))
    told = {"currency": "XTR", "total_amount": payment.stars, "invoice_payload": payment.payload}
    told["telegram_payment_charge_id"] = payment.charge_id
    payment.chat.tell(payment.chat.add({"from": world.me()}, service={"refunded_payment": told}, by_bot=True))
    return True


def star_balance(world: World, call: Call) -> JSON:  # noqa: ARG001 (every method is called alike)
    paid = sum(payment.stars for payment in world.ledgers.payments.values() if not payment.refunded)
    return {"amount": paid}


def star_transactions(world: World, call: Call) -> JSON:
    """The oldest first, as many as are asked for."""
    limit = call.number("limit") or 100
    if not 1 <= limit <= 100:
        raise bad("LIMIT_INVALID")
    first = call.number("offset") or 0
    return {"transactions": world.ledgers.statement[first : first + limit]}
