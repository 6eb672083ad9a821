#include "deploy/audit/log.h"

#include <map>

#include "base/rfc3339.h"
#include "deploy/audit/index.h"

namespace ropewalk::deploy {
namespace {

std::int64_t journal_sequence(const json::object* last) {
  const json::value* const value = last == nullptr ? nullptr : last->if_contains("journal");
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

/// Who did it: an approval's own, else the deployment's.
std::string actor(const Event& event, const Deployment* deployment) {
  if (const std::string_view by = string_member(event.data, "by"); !by.empty()) {
    return std::string(by);
  }
  return deployment == nullptr ? "" : deployment->by;
}

json::object facts_of(const Event& event, const Deployment* deployment) {
  json::object facts{{"journal", event.sequence},
                     {"time", to_rfc3339(event.time)},
                     {"number", event.number},
                     {"by", actor(event, deployment)}};
  if (deployment != nullptr) {
    facts["service"] = deployment->service;
    facts["environment"] = deployment->environment;
    facts["version"] = deployment->version;
    facts["digest"] = deployment->digest;
    facts["commit"] = deployment->commit;
    facts["run"] = deployment->run;
    facts[kHistoryFact] = history_row(*deployment);
  }
  facts["event"] = to_json(event);
  return facts;
}

}  // namespace

Result<AuditHead> audit_journal(const Store& store, AuditLog& log) {
  return log.extend([&](const json::object* last) -> Result<std::vector<json::object>> {
    const auto events = store.events(journal_sequence(last), 0);
    if (!events) {
      return fail(events.error());
    }
    std::vector<json::object> all;
    std::map<std::int64_t, std::optional<Deployment>> deployments;
    for (const Event& event : *events) {
      auto known = deployments.find(event.number);
      if (known == deployments.end()) {
        auto read = store.deployment(event.number);
        if (!read) {
          return fail(std::move(read.error()));
        }
        known = deployments.emplace(event.number, std::move(*read)).first;
      }
      all.push_back(facts_of(event, known->second ? &*known->second : nullptr));
    }
    return all;
  });
}

}  // namespace ropewalk::deploy
