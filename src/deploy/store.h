// What belongs to an environment and outlives every command: its deployments, their journal, and who may act.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "deploy/record.h"

namespace ropewalk::deploy {

/// Keeps others away from an environment that several machines know, until it goes.
class Hold {
 public:
  Hold() = default;
  virtual ~Hold() = default;
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
};

/// The store of one environment. Every function is one transaction that is on the disk when it returns. May be used by
/// several processes at once.
class Store {
 public:
  virtual ~Store() = default;

  /// Gives the deployment the next number and writes it with its first event. Errors: kInternal for the disk, here and
  /// below.
  [[nodiscard]] virtual Result<std::int64_t> add(Deployment deployment, Event first) = 0;
  /// Writes an event, and the deployment as it is after it when one is given. Errors: kInvalid when `event.fence` is
  /// older than the lease: somebody else has taken over, and nothing more may be done.
  [[nodiscard]] virtual Result<Event> append(Event event, const Deployment* changed) = 0;

  [[nodiscard]] virtual Result<std::optional<Deployment>> deployment(std::int64_t number) const = 0;
  /// All, newest first; at most `limit`.
  [[nodiscard]] virtual Result<std::vector<Deployment>> deployments(std::size_t limit) const = 0;
  /// Those after `sequence`, in order; of one deployment when `number` is not 0.
  [[nodiscard]] virtual Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const = 0;

  /// Small facts by name, such as what serves now; empty when there is none.
  [[nodiscard]] virtual Result<std::string> fact(std::string_view name) const = 0;
  [[nodiscard]] virtual Result<void> set_fact(std::string_view name, std::string_view value) = 0;

  /// A number that is higher than any before: whoever takes the lease takes one, and events with an older one are
  /// refused.
  [[nodiscard]] virtual Result<std::int64_t> next_fence() = 0;

  /// Null while another machine is at work there. A store of this machine alone has nobody to keep away.
  [[nodiscard]] virtual Result<std::unique_ptr<Hold>> hold() { return std::make_unique<Hold>(); }
};

/// Opens (or makes) the stores of environments, each in its own folder.
class Stores {
 public:
  virtual ~Stores() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Store>> open(const std::string& folder) = 0;
};

}  // namespace ropewalk::deploy
