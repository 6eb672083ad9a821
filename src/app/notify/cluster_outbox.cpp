// Who delivers holds a Lease; that goes by clocks, so each holder also takes a number that is higher than any before,
// and notes of one that was taken over from are refused. What it was sending is then sent like what a killed process
// was.
#include "app/notify/cluster_outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "deploy/kubernetes/cluster_hold.h"
#include "deploy/kubernetes/shared_state.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

using notify::OutboxRow;
using State = OutboxRow::State;

/// So many that arrived or were lost are remembered by their ids.
constexpr std::size_t kRemembered = 500;

struct OutboxState {
  std::int64_t fence = 0;
  std::int64_t last_id = 0;
  std::string writer;
  std::map<std::string, std::int64_t, std::less<>> sources;
  std::vector<OutboxRow> rows;
};

std::int64_t milliseconds(notify::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string text_of(const OutboxState& state) {
  json::object sources;
  for (const auto& [name, last] : state.sources) {
    sources[name] = last;
  }
  json::array rows;
  for (const OutboxRow& row : state.rows) {
    rows.push_back(json::object{{"id", row.id},
                                {"channel", row.channel},
                                {"message", notify::to_json(row.message)},
                                {"state", notify::name_of(row.state)},
                                {"tries", row.tries},
                                {"unsure", row.may_have_arrived},
                                {"next", milliseconds(row.next)},
                                {"trouble", row.trouble}});
  }
  return to_json_text(json::object{{"fence", state.fence},
                                   {"last_id", state.last_id},
                                   {"writer", state.writer},
                                   {"sources", std::move(sources)},
                                   {"rows", std::move(rows)}});
}

State state_named(std::string_view name) {
  for (const State state : {State::kTrying, State::kDone, State::kLost}) {
    if (notify::name_of(state) == name) {
      return state;
    }
  }
  return State::kDue;
}

Result<OutboxState> state_of(const std::string& text) {
  OutboxState state;
  const auto value = parse_json(text, "the outbox in the cluster");
  if (!value || !value->is_object()) {
    return fail(value ? Error{ErrorKind::kInvalid, "the outbox in the cluster is not a JSON object"} : value.error());
  }
  const json::object& object = value->get_object();
  state.fence = deploy::number_at(object, "fence", 0);
  state.last_id = deploy::number_at(object, "last_id", 0);
  state.writer = deploy::text_at(object, "writer");
  for (const auto& [name, last] : deploy::object_at(object, "sources")) {
    state.sources[std::string(name)] = last.is_int64() ? last.get_int64() : 0;
  }
  for (const json::value& one : deploy::array_at(object, "rows")) {
    if (!one.is_object()) {
      continue;
    }
    const json::object& row = one.get_object();
    const json::value* const message = row.if_contains("message");
    auto read = message == nullptr ? Result<notify::Message>(notify::Message{}) : notify::message_from_json(*message);
    if (!read) {
      return fail(std::move(read.error()));
    }
    const json::value* const unsure = row.if_contains("unsure");
    state.rows.push_back({.id = deploy::number_at(row, "id", 0),
                          .channel = deploy::text_at(row, "channel"),
                          .message = std::move(*read),
                          .state = state_named(deploy::text_at(row, "state")),
                          .tries = static_cast<int>(deploy::number_at(row, "tries", 0)),
                          .may_have_arrived = unsure != nullptr && unsure->is_bool() && unsure->get_bool(),
                          .next = notify::Time(std::chrono::milliseconds(deploy::number_at(row, "next", 0))),
                          .trouble = deploy::text_at(row, "trouble")});
  }
  return state;
}

bool has_ended(const OutboxRow& row) { return row.state == State::kDone || row.state == State::kLost; }

/// Of what has ended only the id is needed, and of old ones nothing.
void shorten(OutboxState& state) {
  std::size_t kept = 0;
  for (auto row = state.rows.rbegin(); row != state.rows.rend(); ++row) {
    if (has_ended(*row)) {
      notify::Message known;
      known.id = row->message.id;
      known.time = row->message.time;
      row->message = std::move(known);
      row->id = ++kept > kRemembered ? 0 : row->id;
    }
  }
  std::erase_if(state.rows, [](const OutboxRow& row) { return row.id == 0; });
}

/// As long as it is there, this process delivers.
class ClusterDelivery final : public notify::DeliveryHold {
 public:
  explicit ClusterDelivery(std::unique_ptr<deploy::Hold> hold) : hold_(std::move(hold)) {}

 private:
  std::unique_ptr<deploy::Hold> hold_;
};

class ClusterOutbox final : public notify::Outbox {
 public:
  ClusterOutbox(const deploy::ClusterRecord& record, fs::path folder, const deploy::Machine& machine)
      : place_(record.place),
        names_{.service = record.service, .environment = record.environment},
        folder_(std::move(folder)),
        machine_(machine),
        shared_(place_, names_, name(), folder_, machine,
                {.to_text = text_of, .from_text = state_of, .name = "the outbox"}) {}

  Result<void> put(const std::vector<Entry>& entries, std::string_view source, std::int64_t last) override {
    return change([&](OutboxState& state) -> Result<void> {
      std::set<std::pair<std::string, std::string>> known;
      for (const OutboxRow& row : state.rows) {
        known.emplace(row.channel, row.message.id);
      }
      for (const Entry& entry : entries) {
        for (const std::string& channel : entry.channels) {
          if (known.emplace(channel, entry.message.id).second) {
            state.rows.push_back({.id = ++state.last_id, .channel = channel, .message = entry.message});
          }
        }
      }
      std::int64_t& read_to = state.sources[std::string(source)];
      read_to = std::max(read_to, last);
      return {};
    });
  }

  Result<std::int64_t> read_up_to(std::string_view source) const override {
    const auto state = look();
    if (!state) {
      return fail(state.error());
    }
    const auto found = state->sources.find(source);
    return found == state->sources.end() ? 0 : found->second;
  }

  Result<std::vector<OutboxRow>> first_of_each() const override {
    auto state = look();
    if (!state) {
      return fail(std::move(state.error()));
    }
    std::vector<OutboxRow> first;
    for (OutboxRow& row : state->rows) {
      const bool is_later =
          std::any_of(first.begin(), first.end(), [&](const OutboxRow& one) { return one.channel == row.channel; });
      if (!has_ended(row) && !is_later) {
        first.push_back(std::move(row));
      }
    }
    return first;
  }

  Result<std::vector<OutboxRow>> rows(std::size_t limit) const override {
    auto state = look();
    if (!state) {
      return fail(std::move(state.error()));
    }
    std::reverse(state->rows.begin(), state->rows.end());
    state->rows.resize(std::min(limit, state->rows.size()));
    return std::move(state->rows);
  }

  Result<void> begin(std::int64_t id) override {
    return change([&](OutboxState& state) -> Result<void> {
      if (auto ours = is_ours(state); !ours) {
        return ours;
      }
      for (OutboxRow& row : state.rows) {
        row.state = row.id == id ? State::kTrying : row.state;
      }
      return {};
    });
  }

  Result<void> finish(const OutboxRow& done) override {
    return change([&](OutboxState& state) -> Result<void> {
      if (auto ours = is_ours(state); !ours) {
        return ours;
      }
      for (OutboxRow& row : state.rows) {
        if (row.id == done.id) {
          row = done;
        }
      }
      return {};
    });
  }

  /// Each write does so.
  Result<void> tidy(notify::Time /*oldest*/) override { return {}; }

  Result<std::unique_ptr<notify::DeliveryHold>> hold() override {
    auto taken = deploy::take_cluster_hold(place_, names_, name(), deploy::cluster_holder(folder_, machine_), machine_);
    if (!taken) {
      return fail(std::move(taken.error()));
    }
    if (!*taken) {
      return std::unique_ptr<notify::DeliveryHold>();
    }
    auto noted = change([&](OutboxState& state) -> Result<void> {
      fence_ = ++state.fence;
      return {};
    });
    if (!noted) {
      return fail(std::move(noted.error()));
    }
    return std::make_unique<ClusterDelivery>(std::move(*taken));
  }

 private:
  /// Of the ConfigMap and of the Lease.
  [[nodiscard]] std::string name() const { return names_.journal() + "-outbox"; }

  /// Only within `change`.
  [[nodiscard]] Result<void> is_ours(const OutboxState& state) const {
    return state.fence == fence_ ? Result<void>()
                                 : fail(ErrorKind::kIncomplete, "another machine tells people of this environment now");
  }

  Result<OutboxState> look() const {
    return shared_.look<OutboxState>([](const OutboxState& state) -> Result<OutboxState> { return state; });
  }

  template <class Change>
  Result<void> change(const Change& change) {
    return shared_.change<void>([&](OutboxState& state) -> Result<void> {
      Result<void> changed = change(state);
      shorten(state);
      return changed;
    });
  }

  deploy::ClusterPlace place_;
  deploy::ClusterNames names_;
  fs::path folder_;
  deploy::Machine machine_;
  mutable deploy::SharedState<OutboxState> shared_;
  /// Only within `change`.
  std::int64_t fence_ = 0;
};

}  // namespace

std::unique_ptr<notify::Outbox> make_cluster_outbox(const deploy::ClusterRecord& record, fs::path folder,
                                                    const deploy::Machine& machine) {
  return std::make_unique<ClusterOutbox>(record, std::move(folder), machine);
}

}  // namespace ropewalk::app
