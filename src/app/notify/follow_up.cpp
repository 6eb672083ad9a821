#include "app/notify/follow_up.h"

#include "app/notify/messages.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kJournal = "journal";

/// The last event that there is: what was looked at, told or not.
std::int64_t last_of(const deploy::Store& store, std::int64_t after) {
  const auto events = store.events(after, 0);
  return events && !events->empty() ? events->back().sequence : after;
}

/// To an environment that has a history already, somebody is to be told for the first time: not of all that was.
constexpr std::chrono::hours kNews{1};

Result<void> put_messages(const deploy::Store& store, const Channels& channels, const notify::Redactor& redactor,
                          const std::string& head, notify::Outbox& outbox, notify::Time now) {
  const auto after = outbox.read_up_to(kJournal);
  if (!after) {
    return fail(after.error());
  }
  // Read before the messages are made: what comes in between is made again, and known by its id.
  const std::int64_t last = last_of(store, *after);
  if (last == *after) {
    return {};
  }
  const auto messages = new_messages(store, *after, head);
  if (!messages) {
    return fail(messages.error());
  }
  std::vector<notify::Outbox::Entry> entries;
  for (const notify::Message& message : *messages) {
    if (*after == 0 && message.time + kNews < now) {
      continue;
    }
    entries.push_back({redactor.clean(message), notify::channels_for(message, channels.all)});
  }
  return outbox.put(entries, kJournal, last);
}

}  // namespace

Result<FollowUp> follow_up(const deploy::Store& store, const std::filesystem::path& folder, const Channels& channels,
                           const notify::Redactor& redactor, const notify::DeliveryRules& rules,
                           const FollowUpPorts& machine, const std::stop_token& stop) {
  auto head = deploy::audit_journal(store, machine.audit);
  if (!head) {
    return fail(std::move(head.error()));
  }
  if (auto put = put_messages(store, channels, redactor, head->hash, machine.outbox, machine.delivery.clock.now());
      !put) {
    return fail(std::move(put.error()));
  }
  auto report =
      deliver_outbox(machine.outbox, folder, channels, redactor, rules, machine.files, machine.delivery, stop);
  if (!report) {
    return fail(std::move(report.error()));
  }
  for (const Error& trouble : channels.troubles) {
    report->troubles.push_back(trouble.message);
  }
  return FollowUp{std::move(*head), std::move(*report)};
}

}  // namespace ropewalk::app
