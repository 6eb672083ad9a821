// An environment while something is done to it: what is known of it, where its versions run, what stands in front.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "deploy/edge.h"
#include "deploy/machine.h"
#include "deploy/plan.h"
#include "deploy/record.h"
#include "deploy/store.h"
#include "deploy/target.h"
#include "deploy/verifier.h"

namespace ropewalk::deploy {

/// References; whoever makes it keeps what they refer to.
struct Room {
  Store& store;
  Target& target;
  Edge& edge;
  Machine machine;
  /// The environment's own.
  std::filesystem::path folder;
  /// Asks registries about images; none where no deployment is carried out.
  Verifier* verifier = nullptr;
  /// Gets each event that is written from here; may be none.
  std::function<void(const Event&)> listener = {};
};

/// The fact that an environment was shut down on purpose: nothing is to be started.
inline constexpr std::string_view kShutDown = "shut_down";
[[nodiscard]] Result<bool> is_shut_down(const Store& store);
/// Nothing up to the newest deployment serves from now on, whatever is deployed later.
[[nodiscard]] Result<void> end_serving(Store& store);

/// The deployment whose version was chosen to serve last: nothing before the first one, nor after an end.
[[nodiscard]] Result<std::optional<Deployment>> chosen(const Store& store);
/// The same, and nothing while the environment is shut down.
[[nodiscard]] Result<std::optional<Deployment>> serving(const Store& store);
/// The newest before this number that served and succeeded, since the last end.
[[nodiscard]] Result<std::optional<Deployment>> serving_before(const Store& store, std::int64_t number);
/// The one that is under way (not waiting): nothing when there is none.
[[nodiscard]] Result<std::optional<Deployment>> active(const Store& store);
/// The newest deployment that succeeded on another version than `current`, and can be gone back to. Nothing where only
/// versions are left that somebody went back from.
[[nodiscard]] Result<std::optional<Deployment>> last_good(const Store& store, const Deployment& current);

/// The plan of a deployment, kept by its number. Errors: kInvalid when it is not there.
[[nodiscard]] Result<Plan> plan_of(const Store& store, std::int64_t number);
[[nodiscard]] Result<void> keep_plan(Store& store, std::int64_t number, const Plan& plan);

/// When the step of this name began or was done last; nothing when it was not.
[[nodiscard]] Result<std::optional<Event>> find_step(const Store& store, std::int64_t number, std::string_view step,
                                                     Event::Phase phase);

/// Brings `requests` and `cut` up to what the edge has counted.
void count_requests(Room& room, Deployment& deployment);

}  // namespace ropewalk::deploy
