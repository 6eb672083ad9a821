// The edge of a kubernetes environment is its Service. It leads to one version, by the label of its deployment, or to
// all pods of the environment; a share of the traffic is a share of the pods. What each version is to have is kept in
// an annotation of the Service, in one apply with the selector, so that whoever carries on finds both alike.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "deploy/kubernetes/cluster_target.h"
#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kServersNote = "ropewalk/servers";
constexpr milliseconds kPoll{300};
/// Until pods that were asked for are ready.
constexpr milliseconds kPatience{180'000};

struct Entry {
  bool is_ready = false;
  int weight = 100;
};
using Table = std::map<std::string, Entry>;

std::int64_t number_of(const std::string& name) { return EdgeServer{.name = name}.number(); }

std::set<std::int64_t> ready_in(const Table& table) {
  std::set<std::int64_t> numbers;
  for (const auto& [name, entry] : table) {
    if (entry.is_ready) {
      numbers.insert(number_of(name));
    }
  }
  return numbers;
}

Table table_from(const std::string& text) {
  Table table;
  const auto value = parse_json(text, "the servers");
  for (const auto& one : value && value->is_object() ? value->get_object() : json::object()) {
    if (one.value().is_object()) {
      const json::object& entry = one.value().get_object();
      const json::value* const ready = entry.if_contains("ready");
      table[std::string(one.key())] = {.is_ready = ready != nullptr && ready->is_bool() && ready->get_bool(),
                                       .weight = static_cast<int>(number_at(entry, "weight", 100))};
    }
  }
  return table;
}

std::string text_of(const Table& table) {
  json::object all;
  for (const auto& [name, entry] : table) {
    all[name] = json::object{{"ready", entry.is_ready}, {"weight", entry.weight}};
  }
  return to_json_text(all);
}

class ClusterEdge final : public Edge {
 public:
  ClusterEdge(Cluster& cluster, int port, const Machine& machine) : cluster_(cluster), port_(port), machine_(machine) {}

  Result<bool> ensure(const std::vector<EdgeServer>& servers) override {
    const auto known = read();
    if (!known) {
      return fail(known.error());
    }
    if (*known) {
      return false;
    }
    Table table;
    for (const EdgeServer& server : servers) {
      table[server.name] = {.is_ready = server.is_ready, .weight = server.weight};
    }
    const auto written = write(table);
    return written ? Result<bool>(true) : Result<bool>(fail(written.error()));
  }

  bool is_running() override {
    const auto known = read();
    // What cannot be looked at just now is not gone.
    return !known || known->has_value();
  }

  Result<std::vector<EdgeServer>> servers() override {
    const auto table = read();
    if (!table) {
      return fail(table.error());
    }
    std::vector<EdgeServer> all;
    for (const auto& [name, entry] : *table ? **table : Table()) {
      all.push_back({.name = name, .port = port_, .weight = entry.weight, .is_ready = entry.is_ready});
    }
    return all;
  }

  Result<void> add(const std::string& name, int /*port*/) override {
    return edit([&](Table& table) { table.try_emplace(name); });
  }

  Result<void> change(const std::vector<EdgeChange>& changes) override {
    const auto before = read();
    if (!before) {
      return fail(before.error());
    }
    Table table = *before ? **before : Table();
    const std::set<std::int64_t> had_traffic = ready_in(table);
    for (const EdgeChange& one : changes) {
      if (!table.contains(one.name)) {
        return fail(ErrorKind::kInvalid,
                    fmt::format("the Service {} does not know {}", cluster_.names().base(), one.name));
      }
      table[one.name] = {.is_ready = one.is_ready, .weight = one.weight};
    }
    return turn_to(table, had_traffic);
  }

  Result<void> remove(const std::string& name) override {
    return edit([&](Table& table) { table.erase(name); });
  }

  Result<std::vector<EdgeAnswer>> answers() override { return std::vector<EdgeAnswer>(); }

  void stop() override { static_cast<void>(cluster_.api().remove("v1", "services", cluster_.names().base())); }
  int port() const override { return port_; }
  std::string description() const override { return fmt::format("the Service {}", cluster_.names().base()); }

 private:
  /// Nothing without the Service.
  Result<std::optional<Table>> read() {
    auto service = cluster_.api().get("v1", "services", cluster_.names().base());
    if (!service) {
      return fail(std::move(service.error()));
    }
    if (!*service || !find_member(object_at(**service, "metadata"), "annotations") ||
        !object_at(**service, "metadata.annotations").contains(kServersNote)) {
      return std::optional<Table>();
    }
    return std::optional(
        table_from(std::string(string_member(object_at(**service, "metadata.annotations"), kServersNote))));
  }

  Result<void> write(const Table& table) {
    const std::set<std::int64_t> ready = ready_in(table);
    Selection selection;
    if (ready.size() == 1) {
      selection = {.kind = Selection::Kind::kOne, .number = *ready.begin()};
    } else if (ready.size() > 1) {
      selection.kind = Selection::Kind::kAll;
    }
    const auto done = cluster_.api().apply(
        "v1", "services",
        service_object(cluster_.names(), port_, selection, {{std::string(kServersNote), text_of(table)}}), false);
    return done ? Result<void>() : Result<void>(fail(done.error()));
  }

  template <class Edit>
  Result<void> edit(const Edit& edit) {
    const auto before = read();
    if (!before) {
      return fail(before.error());
    }
    Table table = *before ? **before : Table();
    const std::string text = text_of(table);
    edit(table);
    return text == text_of(table) && *before ? Result<void>() : write(table);
  }

  /// How many pods each of these versions needs for its share.
  static std::map<std::int64_t, int> pods_for(const Table& table, const std::vector<ClusterRelease>& releases) {
    std::map<std::int64_t, int> wanted;
    std::map<std::int64_t, int> weights;
    bool is_equal = true;
    for (const auto& [name, entry] : table) {
      if (entry.is_ready) {
        weights[number_of(name)] += entry.weight;
        is_equal = is_equal && entry.weight == 100;
      }
    }
    for (const ClusterRelease& release : releases) {
      if (weights.contains(release.number)) {
        wanted[release.number] = static_cast<int>(release.scale.replicas.size());
      }
    }
    if (wanted.size() == 2 && !is_equal) {
      auto& [old_number, old_pods] = *wanted.begin();
      auto& [fresh_number, fresh_pods] = *wanted.rbegin();
      const int whole = weights[old_number] + weights[fresh_number];
      const Shares shares =
          shares_for((100 * weights[fresh_number] + whole / 2) / std::max(1, whole), fresh_pods, old_pods);
      old_pods = shares.old;
      fresh_pods = shares.fresh;
    }
    return wanted;
  }

  /// More pods first; then the Service; then fewer. A version that had no traffic yet is brought down to its share
  /// before it gets any.
  Result<void> turn_to(const Table& table, const std::set<std::int64_t>& had_traffic) {
    auto releases = cluster_.releases();
    if (!releases) {
      return fail(std::move(releases.error()));
    }
    if (ready_in(table).size() > 1) {
      for (const ClusterRelease& release : *releases) {
        if (!ready_in(table).contains(release.number) && release.scale.pods > 0) {
          return fail(ErrorKind::kInvalid, fmt::format("{} runs, too, and belongs to neither version",
                                                       cluster_.names().release(release.number)));
        }
      }
    }
    const std::map<std::int64_t, int> wanted = pods_for(table, *releases);
    std::vector<ClusterRelease*> fewer;
    std::map<std::int64_t, int> needed;
    for (ClusterRelease& release : *releases) {
      const auto at = wanted.find(release.number);
      if (at == wanted.end()) {
        continue;
      }
      // What is not scaled up was ready before: going back does not wait for the last pod of it.
      needed[release.number] = at->second > release.scale.pods ? at->second : 1;
      if (at->second < release.scale.pods && had_traffic.contains(release.number)) {
        fewer.push_back(&release);
      } else if (auto scaled = scale(release, at->second); !scaled) {
        return scaled;
      }
    }
    for (const auto& [number, pods] : needed) {
      if (auto ready = wait_for(number, pods); !ready) {
        return ready;
      }
    }
    auto done = write(table);
    for (ClusterRelease* const release : fewer) {
      done = done ? scale(*release, wanted.at(release->number)) : done;
    }
    return done;
  }

  Result<void> scale(ClusterRelease& release, int pods) {
    ReleaseScale scale = release.scale;
    scale.pods = pods;
    return cluster_.scale(release, std::move(scale));
  }

  Result<void> wait_for(std::int64_t number, int count) {
    const auto deadline = machine_.clock.monotonic() + kPatience;
    while (true) {
      const auto pods = cluster_.pods(number);
      if (!pods) {
        return fail(pods.error());
      }
      const auto ready = std::count_if(pods->begin(), pods->end(), [](const ClusterPod& one) { return one.is_ready; });
      if (ready >= count) {
        return {};
      }
      if (machine_.clock.monotonic() > deadline) {
        return fail(ErrorKind::kIncomplete,
                    fmt::format("{} of {} pods of {} are ready", ready, count, cluster_.names().release(number)));
      }
      rest(kPoll, {});
    }
  }

  Cluster& cluster_;
  int port_;
  Machine machine_;
};

}  // namespace

std::unique_ptr<Edge> make_cluster_edge(Cluster& cluster, int port, const Machine& machine) {
  return std::make_unique<ClusterEdge>(cluster, port, machine);
}

}  // namespace ropewalk::deploy
