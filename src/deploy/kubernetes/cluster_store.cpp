#include "deploy/kubernetes/cluster_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "deploy/kubernetes/cluster_hold.h"
#include "deploy/kubernetes/cluster_state.h"
#include "deploy/kubernetes/shared_state.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMaps = "configmaps";
/// A ConfigMap has at most 1 MiB; what has ended leaves long before.
constexpr std::size_t kLongestState = 300'000;
constexpr std::size_t kLeastKept = 5;

class ClusterStore final : public Store {
 public:
  ClusterStore(const ClusterRecord& record, fs::path folder, const Machine& machine)
      : place_(record.place),
        names_{.service = record.service, .environment = record.environment},
        folder_(std::move(folder)),
        machine_(machine),
        shared_(place_, names_, names_.journal(), folder_, machine,
                {.to_text = text_of, .from_text = cluster_state_from, .name = "the journal"}) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    return change<std::int64_t>([&](ClusterState& state) -> Result<std::int64_t> {
      Deployment added = deployment;
      added.number = ++state.last_number;
      put(state, first, added.number);
      state.deployments[added.number] = added;
      return added.number;
    });
  }

  Result<Event> append(Event event, const Deployment* changed) override {
    return change<Event>([&](ClusterState& state) -> Result<Event> {
      if (event.fence != 0 && event.fence < state.fence) {
        return fail(ErrorKind::kInvalid, "another command has taken over this environment",
                    "`ropewalk status` shows what it is doing");
      }
      if (changed != nullptr) {
        state.deployments[changed->number] = *changed;
      }
      return put(state, event, event.number);
    });
  }

  Result<std::optional<Deployment>> deployment(std::int64_t number) const override {
    return look<std::optional<Deployment>>([&](const ClusterState& state) -> Result<std::optional<Deployment>> {
      const auto found = state.deployments.find(number);
      if (found != state.deployments.end()) {
        return std::optional(found->second);
      }
      const auto old = archived(state, number);
      if (!old) {
        return fail(old.error());
      }
      return *old == nullptr ? std::optional<Deployment>() : std::optional((*old)->deployment);
    });
  }

  Result<std::vector<Deployment>> deployments(std::size_t limit) const override {
    return look<std::vector<Deployment>>([&](const ClusterState& state) -> Result<std::vector<Deployment>> {
      std::vector<Deployment> all;
      for (auto at = state.deployments.rbegin(); at != state.deployments.rend() && all.size() < limit; ++at) {
        all.push_back(at->second);
      }
      if (all.size() < limit && state.archived_to > 0) {
        if (auto read = read_archive(state); !read) {
          return fail(std::move(read.error()));
        }
        for (auto at = archive_.rbegin(); at != archive_.rend() && all.size() < limit; ++at) {
          if (!state.deployments.contains(at->first)) {
            all.push_back(at->second.deployment);
          }
        }
        std::sort(all.begin(), all.end(),
                  [](const auto& left, const auto& right) { return left.number > right.number; });
      }
      return all;
    });
  }

  Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const override {
    return look<std::vector<Event>>([&](const ClusterState& state) -> Result<std::vector<Event>> {
      std::vector<Event> all;
      const auto take = [&](const std::vector<Event>& from) {
        std::copy_if(from.begin(), from.end(), std::back_inserter(all), [&](const Event& event) {
          return event.sequence > after && (number == 0 || event.number == number);
        });
      };
      if (after < state.archived_to && (number == 0 || !state.deployments.contains(number))) {
        if (auto read = number == 0 ? read_archive(state) : Result<void>(); !read) {
          return fail(std::move(read.error()));
        }
        if (const auto old = number == 0 ? Result<const Archived*>(nullptr) : archived(state, number); !old) {
          return fail(old.error());
        }
        for (const auto& [archived_number, one] : archive_) {
          if (!state.deployments.contains(archived_number)) {
            take(one.events);
          }
        }
      }
      take(state.events);
      std::sort(all.begin(), all.end(),
                [](const Event& left, const Event& right) { return left.sequence < right.sequence; });
      return all;
    });
  }

  Result<std::string> fact(std::string_view name) const override {
    return look<std::string>([&](const ClusterState& state) -> Result<std::string> {
      const auto found = state.facts.find(name);
      if (found != state.facts.end() || !name.starts_with("plan.")) {
        return found == state.facts.end() ? std::string() : found->second;
      }
      const auto old = archived(state, std::atoll(std::string(name.substr(name.find('.') + 1)).c_str()));
      if (!old) {
        return fail(old.error());
      }
      return *old == nullptr ? std::string() : (*old)->plan;
    });
  }

  Result<void> set_fact(std::string_view name, std::string_view value) override {
    const auto now = fact(name);
    if (now && *now == value) {
      return {};
    }
    const auto done = change<bool>([&](ClusterState& state) -> Result<bool> {
      if (value.empty()) {
        state.facts.erase(std::string(name));
      } else {
        state.facts[std::string(name)] = value;
      }
      return true;
    });
    return done ? Result<void>() : Result<void>(fail(done.error()));
  }

  Result<std::int64_t> next_fence() override {
    return change<std::int64_t>([](ClusterState& state) -> Result<std::int64_t> { return ++state.fence; });
  }

  Result<std::unique_ptr<Hold>> hold() override {
    return take_cluster_hold(place_, names_, names_.journal(), cluster_holder(folder_, machine_), machine_);
  }

 private:
  /// One that was moved into a ConfigMap of its own; it does not change any more.
  struct Archived {
    Deployment deployment;
    std::vector<Event> events;
    std::string plan;
  };

  static Event put(ClusterState& state, Event event, std::int64_t number) {
    event.number = number;
    event.sequence = ++state.last_sequence;
    state.events.push_back(event);
    return event;
  }

  template <class T, class Look>
  Result<T> look(const Look& look) const {
    return shared_.look<T>(look);
  }

  /// What has ended long ago leaves with the write that comes next.
  template <class T, class Change>
  Result<T> change(const Change& change) {
    return shared_.change<T>([&](ClusterState& state) -> Result<T> {
      Result<T> result = change(state);
      if (!result) {
        return result;
      }
      auto archived = archive_old(state);
      return archived ? std::move(result) : Result<T>(fail(std::move(archived.error())));
    });
  }

  [[nodiscard]] std::string archive_name(std::int64_t number) const {
    return fmt::format("{}-{}", names_.journal(), number);
  }

  /// First into its own ConfigMap, then out of the state: cut off in between, it is there twice and found once.
  Result<void> archive_old(ClusterState& state) {
    const auto serves = [&](const Deployment& one) {
      return one.outcome == Outcome::kRunning || one.outcome == Outcome::kWaiting;
    };
    while (state.deployments.size() > kLeastKept && text_of(state).size() > kLongestState) {
      // The newest that serves may be older than all that are kept, so its release and plan are found in the archive.
      const auto oldest = state.deployments.begin();
      if (serves(oldest->second)) {
        return {};
      }
      const std::int64_t number = oldest->first;
      json::array events;
      for (const Event& event : state.events) {
        if (event.number == number) {
          events.push_back(event_json(event));
          state.archived_to = std::max(state.archived_to, event.sequence);
        }
      }
      const std::string plan_name = fmt::format("plan.{}", number);
      json::object labels = names_.labels();
      labels["app.kubernetes.io/component"] = "history";
      const json::object map{{"apiVersion", "v1"},
                             {"kind", "ConfigMap"},
                             {"metadata", json::object{{"name", archive_name(number)}, {"labels", std::move(labels)}}},
                             {"data", json::object{{"deployment", to_json_text(to_json(oldest->second))},
                                                   {"events", to_json_text(events)},
                                                   {"plan", state.facts[plan_name]}}}};
      if (const auto made = shared_.api().apply("v1", kMaps, map, true); !made) {
        return fail(made.error());
      }
      std::erase_if(state.events, [&](const Event& event) { return event.number == number; });
      state.facts.erase(plan_name);
      state.deployments.erase(oldest);
    }
    return {};
  }

  Result<void> keep_archived(const json::object& map) const {
    const json::object& data = object_at(map, "data");
    const auto record = parse_json(text_at(data, "deployment"), "a deployment");
    auto deployment = record ? deployment_from_json(*record) : Result<Deployment>(fail(record.error()));
    if (!deployment) {
      return fail(std::move(deployment.error()));
    }
    Archived one{.deployment = std::move(*deployment), .events = {}, .plan = text_at(data, "plan")};
    const auto events = parse_json(text_at(data, "events"), "a journal");
    for (const json::value& value : events && events->is_array() ? events->get_array() : json::array()) {
      if (auto event = event_of(value)) {
        one.events.push_back(std::move(*event));
      }
    }
    const std::int64_t number = one.deployment.number;
    archive_[number] = std::move(one);
    return {};
  }

  Result<const Archived*> archived(const ClusterState& state, std::int64_t number) const {
    if (state.archived_to == 0 || number <= 0 || number > state.last_number) {
      return nullptr;
    }
    if (!archive_.contains(number)) {
      const auto map = shared_.api().get("v1", kMaps, archive_name(number));
      if (!map) {
        return fail(map.error());
      }
      if (!*map) {
        return nullptr;
      }
      if (auto kept = keep_archived(**map); !kept) {
        return fail(std::move(kept.error()));
      }
    }
    return &archive_.at(number);
  }

  Result<void> read_archive(const ClusterState& state) const {
    if (archive_read_to_ == state.archived_to) {
      return {};
    }
    const auto maps = shared_.api().list("v1", kMaps, names_.all() + ",app.kubernetes.io/component=history");
    if (!maps) {
      return fail(maps.error());
    }
    for (const json::object& map : *maps) {
      if (auto kept = keep_archived(map); !kept) {
        return kept;
      }
    }
    archive_read_to_ = state.archived_to;
    return {};
  }

  ClusterPlace place_;
  ClusterNames names_;
  fs::path folder_;
  Machine machine_;
  mutable SharedState<ClusterState> shared_;
  mutable std::map<std::int64_t, Archived> archive_;
  mutable std::int64_t archive_read_to_ = 0;
};

class AnyStores final : public Stores {
 public:
  AnyStores(std::unique_ptr<Stores> inner, const Machine& machine) : inner_(std::move(inner)), machine_(machine) {}

  Result<std::unique_ptr<Store>> open(const std::string& folder) override {
    const auto record = read_cluster_record(machine_.files, folder);
    return record ? make_cluster_store(*record, folder, machine_) : inner_->open(folder);
  }

 private:
  std::unique_ptr<Stores> inner_;
  Machine machine_;
};

}  // namespace

std::optional<ClusterRecord> read_cluster_record(const ports::Files& files, const fs::path& folder) {
  const auto text = files.type_followed(folder / kClusterFile) == ports::FileType::kFile
                        ? files.read(folder / kClusterFile)
                        : Result<std::string>(std::string());
  const auto value = text && !text->empty() ? parse_json(*text, "cluster.json") : Result<json::value>(json::value());
  if (!value || !value->is_object()) {
    return std::nullopt;
  }
  const json::object& object = value->get_object();
  return ClusterRecord{.place = {.context = text_at(object, "context"), .name_space = text_at(object, "namespace")},
                       .service = text_at(object, "service"),
                       .environment = text_at(object, "environment")};
}

Result<void> write_cluster_record(ports::Files& files, const fs::path& folder, const ClusterRecord& record) {
  const std::string text = to_json_text(json::object{{"context", record.place.context},
                                                     {"namespace", record.place.name_space},
                                                     {"service", record.service},
                                                     {"environment", record.environment}}) +
                           "\n";
  const auto before = files.read(folder / kClusterFile);
  return before && *before == text ? Result<void>() : files.write(folder / kClusterFile, text);
}

std::unique_ptr<Store> make_cluster_store(const ClusterRecord& record, fs::path folder, const Machine& machine) {
  return std::make_unique<ClusterStore>(record, std::move(folder), machine);
}

std::unique_ptr<Stores> make_any_stores(std::unique_ptr<Stores> inner, const Machine& machine) {
  return std::make_unique<AnyStores>(std::move(inner), machine);
}

}  // namespace ropewalk::deploy
