// Which commits of a range others take back, and what becomes of those that do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "release/plan.h"
#include "release/reverts.h"
#include "release/squash.h"

namespace ropewalk::release {

/// A commit with its message taken apart.
struct ParsedCommit {
  Message message;
  std::optional<Squash> squash;
  /// Of the message without the list of a squash.
  RevertClaim claim;
};

/// What a commit that takes others back has met.
enum class Met {
  kNothing,     // it says that it reverts, and names nothing that is known
  kUnreleased,  // all that it names is in the range, and counts no more
  kReleased,    // something that is out already
};

struct TakenBack {
  /// By the index of the commit: the index of the one that takes it back.
  std::vector<std::optional<std::size_t>> by;
  /// By the index of the commit; nothing for one that takes nothing back.
  std::vector<std::optional<Met>> met;
  /// Items of squashes: commit, item.
  std::vector<std::vector<std::optional<Met>>> items;
};

/// Commits come a child before its parents, so whatever takes back is looked at before what it takes back: a revert
/// that is reverted itself never counts.
[[nodiscard]] Result<TakenBack> find_taken_back(const std::vector<Commit>& commits,
                                                const std::vector<ParsedCommit>& parsed, const HistoryPort& history,
                                                std::vector<std::string>& warnings);

/// Whether the items of a squash's list are there in the end, by their titles: `Revert "x"` takes an `x` back,
/// `Reapply "x"` brings it back. An item that takes back what is not in the list says false here, as the others do
/// that do not count.
[[nodiscard]] std::vector<bool> items_that_count(const std::vector<Message>& items);

}  // namespace ropewalk::release
