#include "deploy/audit/index.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kAll = 1'000'000;

/// What the log says of one event or one deployment, and where.
struct Logged {
  std::int64_t line = 0;
  json::value said;
};

/// As it is read back from a file: whole numbers and others as the text has them.
json::value read_back(const json::object& object) {
  auto value = parse_json(to_json_text(object), "a record");
  return value ? std::move(*value) : json::value();
}

/// The member that the log has and the index has otherwise; empty when there is none. What is newer than the log's
/// record may have more members.
std::string differing_member(const json::value& logged, const json::value& indexed) {
  if (!logged.is_object() || !indexed.is_object()) {
    return logged == indexed ? "" : "record";
  }
  for (const auto& pair : logged.get_object()) {
    const json::value* const there = indexed.get_object().if_contains(pair.key());
    const bool is_same = there != nullptr && (pair.value().is_object() ? differing_member(pair.value(), *there).empty()
                                                                       : pair.value() == *there);
    if (!is_same) {
      return std::string(pair.key());
    }
  }
  return {};
}

std::string text_of(const json::value& value, std::string_view member) {
  const json::value* const found = value.is_object() ? value.get_object().if_contains(member) : nullptr;
  return found == nullptr ? "nothing" : to_json_text(*found);
}

/// Records from before the history was kept have parts of it.
json::object parts_of_history(const json::object& facts) {
  json::object parts;
  for (const char* const name : {"version", "digest", "commit"}) {
    if (const json::value* const value = facts.if_contains(name)) {
      parts[name] = *value;
    }
  }
  return parts;
}

class Comparison {
 public:
  explicit Comparison(std::string_view log) {
    AuditReader reader;
    for (const std::string_view line : split_lines(log)) {
      auto facts = reader.take(line);
      if (!facts) {
        break;
      }
      take(*facts, reader.head().count);
    }
    end_ = reader.head().count;
  }

  [[nodiscard]] std::optional<AuditProblem> compare_events(const std::vector<Event>& events) {
    std::map<std::int64_t, bool> seen;
    std::vector<std::int64_t> missing;
    for (const Event& event : events) {
      seen[event.sequence] = true;
      const auto logged = events_.find(event.sequence);
      if (logged == events_.end()) {
        missing.push_back(event.sequence);
        late_.insert_or_assign(event.number, true);
        continue;
      }
      const json::value indexed = read_back(to_json(event));
      if (const std::string name = differing_member(logged->second.said, indexed); !name.empty()) {
        return differs(fmt::format("event {} of the journal", event.sequence), name, logged->second, indexed);
      }
    }
    for (const auto& [sequence, logged] : events_) {
      if (!seen.contains(sequence)) {
        return AuditProblem{logged.line, fmt::format("the index has no event {} any more", sequence)};
      }
    }
    const bool is_at_work = missing.size() == 1 && (events_.empty() || missing.front() > events_.rbegin()->first);
    if (!missing.empty() && !is_at_work) {
      return AuditProblem{end_ + 1, fmt::format("the log lacks {} events of the journal, from {} on: it was cut off",
                                                missing.size(), missing.front())};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<AuditProblem> compare_deployments(const std::vector<Deployment>& deployments) const {
    std::map<std::int64_t, bool> seen;
    for (const Deployment& one : deployments) {
      seen[one.number] = true;
      if (late_.contains(one.number)) {
        continue;
      }
      const auto logged = histories_.find(one.number);
      if (logged == histories_.end()) {
        return AuditProblem{end_ + 1, fmt::format("the log knows no deployment {}, and the index does", one.number)};
      }
      const json::value indexed = read_back(history_row(one));
      if (const std::string name = differing_member(logged->second.said, indexed); !name.empty()) {
        return differs(fmt::format("deployment {}", one.number), name, logged->second, indexed);
      }
    }
    for (const auto& [number, logged] : histories_) {
      if (!seen.contains(number)) {
        return AuditProblem{logged.line, fmt::format("the index has no deployment {} any more", number)};
      }
    }
    return std::nullopt;
  }

 private:
  void take(const json::object& facts, std::int64_t line) {
    const json::value* const sequence = facts.if_contains("journal");
    const json::value* const number = facts.if_contains("number");
    const json::value* const event = facts.if_contains("event");
    if (sequence == nullptr || !sequence->is_int64() || number == nullptr || !number->is_int64() || event == nullptr) {
      return;  // none of a store's
    }
    events_[sequence->get_int64()] = {line, *event};
    if (!facts.contains("version")) {
      return;  // an event of no deployment
    }
    const json::value* const history = facts.if_contains(kHistoryFact);
    histories_[number->get_int64()] = {line, history != nullptr ? *history : json::value(parts_of_history(facts))};
  }

  static AuditProblem differs(const std::string& what, const std::string& name, const Logged& logged,
                              const json::value& indexed) {
    return {logged.line, fmt::format("{}: its '{}' is {} here and {} in the index", what, name,
                                     text_of(logged.said, name), text_of(indexed, name))};
  }

  std::map<std::int64_t, Logged> events_;
  std::map<std::int64_t, Logged> histories_;
  /// Deployments with an event that the log does not have yet.
  std::map<std::int64_t, bool> late_;
  std::int64_t end_ = 0;
};

}  // namespace

Result<std::optional<AuditProblem>> compare_index(std::string_view log, const Store& store) {
  const auto events = store.events(0, 0);
  const auto deployments = store.deployments(kAll);
  if (!events || !deployments) {
    return fail(events ? deployments.error() : events.error());
  }
  Comparison comparison(log);
  auto problem = comparison.compare_events(*events);
  return problem ? problem : comparison.compare_deployments(*deployments);
}

}  // namespace ropewalk::deploy
