#include "app/notify/tell.h"

namespace ropewalk::app {
namespace {

constexpr std::chrono::milliseconds kLook{50};

bool has_work(const notify::Outbox& outbox, notify::Time now) {
  const auto rows = outbox.first_of_each();
  if (!rows) {
    return false;
  }
  for (const notify::OutboxRow& row : *rows) {
    if (row.state == notify::OutboxRow::State::kTrying || row.next <= now) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<notify::DeliveryReport> deliver_outbox(notify::Outbox& outbox, const std::filesystem::path& folder,
                                              const Channels& channels, const notify::Redactor& redactor,
                                              const notify::DeliveryRules& rules, ports::Files& files,
                                              const notify::DeliveryPorts& machine, const std::stop_token& stop) {
  const auto end = machine.clock.monotonic() + rules.hold_patience;
  while (has_work(outbox, machine.clock.now())) {
    const auto lock = files.try_lock(folder / "outbox.lock", ports::MissingFile::kMake);
    if (!lock) {
      return fail(lock.error());
    }
    const auto hold = *lock ? outbox.hold() : Result<std::unique_ptr<notify::DeliveryHold>>(nullptr);
    if (!hold) {
      return fail(hold.error());
    }
    if (*hold) {
      return notify::deliver(outbox, channels.ready, redactor, rules, machine, stop);
    }
    if (machine.clock.monotonic() > end || !machine.wait(kLook, stop)) {
      return notify::DeliveryReport{.waiting = 1, .troubles = {"somebody else is telling, or was killed while it did"}};
    }
  }
  return notify::DeliveryReport{};
}

notify::Delivery send_now(const notify::Channel& channel, const notify::Message& message,
                          const notify::DeliveryRules& rules, const notify::DeliveryPorts& machine,
                          const std::stop_token& stop) {
  const auto end = machine.clock.monotonic() + rules.patience;
  notify::Earlier earlier;
  for (int tries = 1;; ++tries) {
    notify::Delivery delivery = notify::send_message(channel, message, earlier, machine.http, stop);
    if (delivery.sent == notify::Sent::kDone || delivery.sent == notify::Sent::kLost) {
      return delivery;
    }
    earlier.may_have_arrived = earlier.may_have_arrived || delivery.sent == notify::Sent::kUnsure;
    const ports::RetryRule backoff{.first_wait = rules.first_wait, .longest_wait = rules.longest_wait};
    const auto wait = delivery.after.value_or(
        ports::retry_wait(backoff, tries, fail(ErrorKind::kIncomplete, ""), machine.random).value_or(rules.first_wait));
    if (machine.clock.monotonic() + wait > end || !machine.wait(wait, stop)) {
      return delivery;
    }
  }
}

notify::Message sample_message(notify::Happening what, ports::Random& random, notify::Time now) {
  notify::Message message;
  message.id = ports::make_uuid(random);
  message.thread = "test/" + message.id;
  message.what = what;
  message.time = now;
  message.service = "example";
  message.environment = "test";
  message.number = 1;
  message.version = "1.2.3";
  message.workflow = "Example";
  message.detail = "Sent by `ropewalk notify test`: nothing has happened.";
  return message;
}

}  // namespace ropewalk::app
