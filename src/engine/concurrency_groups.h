// Concurrency groups: of those that name one group, one runs at a time. Who shares the groups is decided outside of the
// engine: the runs of one process, of a machine, of a server.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "plan/plan.h"

namespace ropewalk::engine {

/// Who wants to enter, in words for those who wait for it.
struct GroupMember {
  /// Groups of one repository are no concern of another's.
  std::string repository;
  RunId run;
  /// The job's name; empty for the run as a whole.
  std::string job;
};

/// What becomes of a member later. Called on any thread while the groups are locked, so both only take a note; never
/// called again once the place is gone.
struct GroupCalls {
  /// It is its turn now.
  std::function<void()> on_turn;
  /// A newer member takes its place in the queue, or wants it to stop.
  std::function<void()> on_cancel;
};

/// A member's place in a group; the end of its life is the member's leaving.
class GroupPlace {
 public:
  virtual ~GroupPlace() = default;
  /// Whether it was free when the member came; else on_turn tells when it is.
  [[nodiscard]] virtual bool has_turn() const = 0;
  /// Who was in it then, for people: `run 123`, `the job 'deploy' of run 123`; empty when it was free.
  [[nodiscard]] virtual const std::string& holder() const = 0;
};

class ConcurrencyGroups {
 public:
  virtual ~ConcurrencyGroups() = default;
  /// Enters a group, its name compared without ASCII case. While another member is in it this one waits; the newest
  /// takes the place of one that waits already, unless it keeps the queue (`queue: max`, at most 100). With
  /// `cancel-in-progress` the one that is in is asked to stop. Never waits itself.
  /// Errors: what keeps the groups from being shared (the file system).
  [[nodiscard]] virtual Result<std::unique_ptr<GroupPlace>> enter(const plan::Concurrency& group,
                                                                  const GroupMember& member, GroupCalls calls) = 0;
};

/// How many may wait with `queue: max`.
inline constexpr std::size_t kLongestGroupQueue = 100;

/// Groups of this process alone.
[[nodiscard]] std::unique_ptr<ConcurrencyGroups> make_process_groups();

/// `run 123`, `the job 'deploy' of run 123`.
[[nodiscard]] std::string describe(const GroupMember& member);

}  // namespace ropewalk::engine
