#include "notify/deliver.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "tasks/task_group.h"

namespace ropewalk::notify {
namespace {

using State = OutboxRow::State;

/// What the services ask for between two messages of one channel.
std::chrono::milliseconds pace(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::kSlack: return std::chrono::milliseconds(1000);
    case ChannelKind::kDiscord: return std::chrono::milliseconds(400);
    case ChannelKind::kTeams: return std::chrono::milliseconds(250);
    case ChannelKind::kGithub: return std::chrono::milliseconds(1000);
    case ChannelKind::kEmail:
    case ChannelKind::kWebhook: return std::chrono::milliseconds(0);
  }
  return {};
}

/// The work on one channel.
class ChannelWork {
 public:
  ChannelWork(Outbox& outbox, const Channel& channel, const Redactor& redactor, const DeliveryRules& rules,
              const DeliveryPorts& machine)
      : outbox_(outbox), channel_(channel), redactor_(redactor), rules_(rules), machine_(machine) {}

  /// Everything that is due, in order; false when something keeps failing and time is up.
  Result<void> run(const std::stop_token& stop) {
    const auto end = machine_.clock.monotonic() + rules_.patience;
    while (!stop.stop_requested()) {
      auto row = next_row();
      if (!row) {
        return fail(std::move(row.error()));
      }
      if (!*row) {
        return {};
      }
      const auto time = std::max(until_due(**row), pause_);
      if (machine_.clock.monotonic() + time > end || (time.count() > 0 && !machine_.wait(time, stop))) {
        ++report_.waiting;
        if (!(**row).trouble.empty()) {
          report_.troubles.push_back(named((**row).trouble));
        }
        return {};
      }
      if (auto tried = try_once(**row, stop); !tried) {
        return tried;
      }
    }
    return {};
  }

  [[nodiscard]] const DeliveryReport& report() const { return report_; }

 private:
  Result<std::optional<OutboxRow>> next_row() {
    auto rows = outbox_.first_of_each();
    if (!rows) {
      return fail(std::move(rows.error()));
    }
    for (OutboxRow& row : *rows) {
      if (row.channel == channel_.name) {
        return std::optional(std::move(row));
      }
    }
    return std::optional<OutboxRow>();
  }

  [[nodiscard]] std::chrono::milliseconds until_due(const OutboxRow& row) const {
    const auto time = std::chrono::ceil<std::chrono::milliseconds>(row.next - machine_.clock.now());
    return std::max(time, std::chrono::milliseconds(0));
  }

  [[nodiscard]] std::string named(std::string_view trouble) const {
    return fmt::format("{} ({}): {}", channel_.name, name_of(channel_.kind), trouble);
  }

  Result<void> try_once(OutboxRow row, const std::stop_token& stop) {
    // A row that is being tried was left so by a process that was killed: we alone work on this outbox.
    if (row.state == State::kTrying) {
      row.may_have_arrived = true;
      static_cast<void>(machine_.wait(rules_.settles_in, stop));
    }
    if (auto begun = outbox_.begin(row.id); !begun) {
      return begun;
    }
    const Delivery delivery = send_message(channel_, redactor_.clean(row.message),
                                           {.may_have_arrived = row.may_have_arrived}, machine_.http, stop);
    ++row.tries;
    row.trouble = redactor_.clean(delivery.trouble);
    settle(row, delivery);
    pause_ = rules_.keeps_pace ? pace(channel_.kind) : std::chrono::milliseconds(0);
    return outbox_.finish(row);
  }

  void settle(OutboxRow& row, const Delivery& delivery) {
    const Time now = machine_.clock.now();
    switch (delivery.sent) {
      case Sent::kDone:
        row.state = State::kDone;
        ++report_.delivered;
        return;
      case Sent::kUnsure: row.may_have_arrived = true; break;
      case Sent::kAgain: break;
      case Sent::kLost: lose(row); return;
    }
    if (now - row.message.time > rules_.gives_up_after) {
      lose(row);
      return;
    }
    const ports::RetryRule backoff{.first_wait = rules_.first_wait, .longest_wait = rules_.longest_wait};
    const auto wait = ports::retry_wait(backoff, row.tries, fail(ErrorKind::kIncomplete, ""), machine_.random);
    row.state = State::kDue;
    row.next = now + std::max(wait.value_or(rules_.longest_wait), delivery.after.value_or(rules_.first_wait / 2));
  }

  void lose(OutboxRow& row) {
    row.state = State::kLost;
    ++report_.lost;
    report_.troubles.push_back(named(row.trouble));
  }

  Outbox& outbox_;
  const Channel& channel_;
  const Redactor& redactor_;
  const DeliveryRules& rules_;
  const DeliveryPorts& machine_;
  std::chrono::milliseconds pause_{0};
  DeliveryReport report_;
};

}  // namespace

std::string_view name_of(OutboxRow::State state) {
  switch (state) {
    case State::kDue: return "due";
    case State::kTrying: return "trying";
    case State::kDone: return "done";
    case State::kLost: return "lost";
  }
  return "";
}

Result<DeliveryReport> deliver(Outbox& outbox, const std::vector<Channel>& channels, const Redactor& redactor,
                               const DeliveryRules& rules, const DeliveryPorts& machine, const std::stop_token& stop) {
  auto due = outbox.first_of_each();
  if (!due) {
    return fail(std::move(due.error()));
  }
  std::mutex mutex;
  DeliveryReport all;
  std::optional<Error> trouble;
  {
    tasks::TaskGroup group(stop);
    for (const OutboxRow& row : *due) {
      const auto channel =
          std::find_if(channels.begin(), channels.end(), [&](const Channel& one) { return one.name == row.channel; });
      if (channel == channels.end()) {
        const std::lock_guard lock(mutex);
        ++all.waiting;
        all.troubles.push_back(fmt::format("{}: no such channel is configured here", row.channel));
        continue;
      }
      group.start([&, channel](const std::stop_token& group_stop) {
        ChannelWork work(outbox, *channel, redactor, rules, machine);
        auto done = work.run(group_stop);
        const std::lock_guard lock(mutex);
        if (!done) {
          trouble = std::move(done.error());
        }
        all.delivered += work.report().delivered;
        all.waiting += work.report().waiting;
        all.lost += work.report().lost;
        all.troubles.insert(all.troubles.end(), work.report().troubles.begin(), work.report().troubles.end());
      });
    }
    group.wait();
  }
  if (trouble) {
    return fail(std::move(*trouble));
  }
  std::sort(all.troubles.begin(), all.troubles.end());
  return all;
}

std::vector<std::string> channels_for(const Message& message, const std::vector<Channel>& channels) {
  std::vector<std::string> names;
  for (const Channel& channel : channels) {
    if (channel.wants(message)) {
      names.push_back(channel.name);
    }
  }
  return names;
}

}  // namespace ropewalk::notify
