// A state that many processes write, kept as one text in a ConfigMap. Every write replaces the ConfigMap under its
// resource version, so each is a transaction, whoever else writes.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "deploy/kubernetes/api.h"
#include "deploy/kubernetes/cluster_hold.h"
#include "deploy/machine.h"

namespace ropewalk::deploy {

/// The ConfigMap itself: one text, and the version of it that was read or written last.
class SharedText {
 public:
  /// `name` is the ConfigMap's; `folder` the environment's on this machine, by which its writes are told from others'.
  SharedText(const ClusterPlace& place, ClusterNames names, std::string name, std::filesystem::path folder,
             const Machine& machine);

  /// Nothing when there is none yet. Errors: those of the cluster.
  [[nodiscard]] Result<std::optional<std::string>> read();
  /// False when somebody else has written since it was read.
  [[nodiscard]] Result<bool> write(const std::string& text);
  /// A name for a write of this process, which no other write has.
  [[nodiscard]] std::string next_writer();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] KubernetesApi& api() { return api_; }

 private:
  ClusterNames names_;
  std::string name_;
  std::filesystem::path folder_;
  Machine machine_;
  KubernetesApi api_;
  std::string version_;
  int writes_ = 0;
};

/// How a state becomes a text, and back; and what it is called in messages. A state has a `writer`, the name of its
/// last write, so that a write whose answer was lost is known again.
template <class State>
struct StateForm {
  std::string (*to_text)(const State& state);
  Result<State> (*from_text)(const std::string& text);
  std::string_view name;
};

template <class State>
class SharedState {
 public:
  /// As for SharedText.
  SharedState(const ClusterPlace& place, ClusterNames names, std::string name, std::filesystem::path folder,
              const Machine& machine, StateForm<State> form)
      : text_(place, std::move(names), std::move(name), std::move(folder), machine),
        form_(form),
        clock_(machine.clock) {}

  /// Calls `look` with the state as it was at most a moment ago; one call at a time.
  template <class T, class Look>
  [[nodiscard]] Result<T> look(const Look& look) {
    const std::lock_guard lock(mutex_);
    if (!read_at_ || clock_.monotonic() - *read_at_ > kFresh) {
      if (auto done = read(); !done) {
        return fail(std::move(done.error()));
      }
    }
    return look(state_);
  }

  /// Writes what `change` makes of the state; again with what somebody else wrote meanwhile, until nobody has. Errors:
  /// those of `change`, which is told so only by what is there now; those of the cluster.
  template <class T, class Change>
  [[nodiscard]] Result<T> change(const Change& change) {
    const std::lock_guard lock(mutex_);
    for (int tries = 0; tries < kMostTries; ++tries) {
      if (!read_at_ || tries > 0) {
        if (auto done = read(); !done) {
          return fail(std::move(done.error()));
        }
      }
      State next = state_;
      Result<T> result = change(next);
      if (!result && tries == 0) {
        continue;  // what was known may be old
      }
      if (!result) {
        return result;
      }
      const auto written = write(std::move(next));
      if (!written) {
        return fail(written.error());
      }
      if (*written) {
        return result;
      }
    }
    return fail(ErrorKind::kIncomplete, std::string(form_.name) + " in the cluster is written to without a pause",
                "try again when fewer commands are at work");
  }

  /// For other objects of the cluster; only within `look` and `change`.
  [[nodiscard]] KubernetesApi& api() { return text_.api(); }

 private:
  static constexpr std::chrono::milliseconds kFresh{300};
  static constexpr int kMostTries = 30;

  Result<void> read() {
    const auto text = text_.read();
    if (!text) {
      return fail(text.error());
    }
    auto state = *text ? form_.from_text(**text) : Result<State>(State());
    if (!state) {
      return fail(std::move(state.error()));
    }
    keep(std::move(*state));
    return {};
  }

  /// False when somebody was quicker.
  Result<bool> write(State next) {
    next.writer = text_.next_writer();
    const auto put = text_.write(form_.to_text(next));
    if (!put) {
      read_at_.reset();
      return fail(put.error());
    }
    if (*put) {
      keep(std::move(next));
      return true;
    }
    // A request that was sent again since its answer was lost meets itself.
    if (auto done = read(); !done) {
      return fail(std::move(done.error()));
    }
    return state_.writer == next.writer;
  }

  void keep(State state) {
    state_ = std::move(state);
    read_at_ = clock_.monotonic();
  }

  SharedText text_;
  StateForm<State> form_;
  ports::Clock& clock_;
  std::mutex mutex_;
  State state_;
  std::optional<std::chrono::steady_clock::time_point> read_at_;
};

}  // namespace ropewalk::deploy
