// What follows from everything that happens to an environment: its audit log grows, and people are told.
//
// The journal is the outbox's source: an event is written in one transaction with the deployment that it changes, and
// whoever comes next turns events that were not told yet into messages. So nothing is lost when a process is killed,
// and nothing is told twice, however many processes do this at once.
#pragma once

#include <filesystem>
#include <stop_token>

#include "app/notify/tell.h"
#include "deploy/audit/log.h"
#include "deploy/store.h"

namespace ropewalk::app {

struct FollowUpPorts {
  deploy::AuditLog& audit;
  notify::Outbox& outbox;
  ports::Files& files;
  notify::DeliveryPorts delivery;
};

struct FollowUp {
  deploy::AuditHead head;
  notify::DeliveryReport report;
};

/// Appends what is new to the audit log, puts messages into the outbox and delivers them. Errors: those of the log, the
/// store and the outbox; what a channel does not take is in the report.
[[nodiscard]] Result<FollowUp> follow_up(const deploy::Store& store, const std::filesystem::path& folder,
                                         const Channels& channels, const notify::Redactor& redactor,
                                         const notify::DeliveryRules& rules, const FollowUpPorts& machine,
                                         const std::stop_token& stop);

}  // namespace ropewalk::app
