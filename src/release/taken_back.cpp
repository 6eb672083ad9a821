#include "release/taken_back.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/strings.h"

namespace ropewalk::release {
namespace {

/// `feat: x` and `feat: x (#12)` are the same change.
bool is_same_title(std::string_view a, std::string_view b) {
  return without_request_number(a) == without_request_number(b);
}

class Finder {
 public:
  Finder(const std::vector<Commit>& commits, const std::vector<ParsedCommit>& parsed, const HistoryPort& history,
         std::vector<std::string>& warnings)
      : commits_(commits), parsed_(parsed), history_(history), warnings_(warnings) {
    result_.by.resize(commits.size());
    result_.met.resize(commits.size());
    result_.items.resize(commits.size());
    for (std::size_t i = 0; i < commits.size(); ++i) {
      index_.emplace(commits[i].sha, i);
    }
  }

  Result<TakenBack> find() {
    for (std::size_t i = 0; i < commits_.size(); ++i) {
      if (result_.by[i]) {
        continue;
      }
      if (auto met = look_at(i); !met) {
        return fail(std::move(met.error()));
      }
      look_at_items(i);
    }
    return std::move(result_);
  }

 private:
  Result<void> look_at(std::size_t i) {
    const RevertClaim& claim = parsed_[i].claim;
    if (!claim.is_any()) {
      return {};
    }
    if (claim.hashes.empty()) {
      // A squashed pull request has no hash of what it reverts: there the title says it.
      const bool has_sign = has_request_number(parsed_[i].message.title);
      const auto target = has_sign ? older_with_title(i, claim.quoted) : std::nullopt;
      if (target) {
        take_back(*target, i, "");
      }
      result_.met[i] = target ? Met::kUnreleased : has_sign ? Met::kReleased : Met::kNothing;
      if (!has_sign) {
        warnings_.push_back(fmt::format("{} takes something back and names no commit: '{}'",
                                        commits_[i].sha.substr(0, 7), parsed_[i].message.title));
      }
      return {};
    }
    Met met = Met::kUnreleased;
    for (const std::string& hash : claim.hashes) {
      if (const auto target = with_hash(hash); target && *target > i) {
        take_back(*target, i, claim.mainline);
        continue;
      }
      auto where = history_.find(hash);
      if (!where) {
        return fail(std::move(where.error()));
      }
      if (*where != Whereabouts::kInHistory) {
        warnings_.push_back(fmt::format("{} takes back {}, which is not in this history", commits_[i].sha.substr(0, 7),
                                        hash.substr(0, 12)));
      }
      met = Met::kReleased;
    }
    result_.met[i] = met;
    return {};
  }

  void look_at_items(std::size_t i) {
    if (!parsed_[i].squash) {
      return;
    }
    const std::vector<Message>& items = parsed_[i].squash->items;
    result_.items[i].resize(items.size());
    for (std::size_t k = 0; k < items.size(); ++k) {
      const RevertClaim claim = read_claim(items[k]);
      if (claim.quoted.empty()) {
        continue;
      }
      const std::string title = net_title(items[k].title).title;
      const bool is_in_list = std::any_of(items.begin(), items.end(),
                                          [&](const Message& other) { return is_same_title(other.title, title); });
      if (is_in_list) {
        result_.items[i][k] = Met::kUnreleased;
        continue;
      }
      const auto target = older_with_title(i, claim.quoted);
      if (target) {
        take_back(*target, i, "");
      }
      result_.items[i][k] = target ? Met::kUnreleased : Met::kReleased;
    }
  }

  [[nodiscard]] std::optional<std::size_t> with_hash(const std::string& hash) const {
    if (const auto exact = index_.find(hash); exact != index_.end()) {
      return exact->second;
    }
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < commits_.size(); ++i) {
      if (commits_[i].sha.starts_with(hash)) {
        if (found) {
          return std::nullopt;  // it could be either
        }
        found = i;
      }
    }
    return found;
  }

  [[nodiscard]] std::optional<std::size_t> older_with_title(std::size_t i, std::string_view title) const {
    for (std::size_t k = i + 1; k < commits_.size(); ++k) {
      if (!result_.by[k] && is_same_title(parsed_[k].message.title, title)) {
        return k;
      }
    }
    return std::nullopt;
  }

  /// All of the range that is reachable from a commit, itself among it.
  [[nodiscard]] std::set<std::size_t> reachable(const std::string& from) const {
    std::set<std::size_t> seen;
    std::vector<std::string> next = {from};
    while (!next.empty()) {
      const auto found = index_.find(next.back());
      next.pop_back();
      if (found != index_.end() && seen.insert(found->second).second) {
        const auto& parents = commits_[found->second].parents;
        next.insert(next.end(), parents.begin(), parents.end());
      }
    }
    return seen;
  }

  void take_back(std::size_t target, std::size_t by, const std::string& mainline) {
    const Commit& commit = commits_[target];
    if (!commit.is_merge()) {
      result_.by[target] = by;
      return;
    }
    std::string kept = commit.parents.front();
    for (const std::string& parent : commit.parents) {
      if (!mainline.empty() && parent.starts_with(mainline)) {
        kept = parent;
      }
    }
    const std::set<std::size_t> before = reachable(kept);
    for (const std::size_t brought : reachable(commit.sha)) {
      if (!before.contains(brought)) {
        result_.by[brought] = by;
      }
    }
  }

  const std::vector<Commit>& commits_;
  const std::vector<ParsedCommit>& parsed_;
  const HistoryPort& history_;
  std::vector<std::string>& warnings_;
  std::unordered_map<std::string, std::size_t> index_;
  TakenBack result_;
};

}  // namespace

Result<TakenBack> find_taken_back(const std::vector<Commit>& commits, const std::vector<ParsedCommit>& parsed,
                                  const HistoryPort& history, std::vector<std::string>& warnings) {
  return Finder(commits, parsed, history, warnings).find();
}

std::vector<bool> items_that_count(const std::vector<Message>& items) {
  // How often each title is there after all reverts.
  std::map<std::string, int, std::less<>> there;
  for (const Message& item : items) {
    const NetTitle net = net_title(item.title);
    const bool takes_back = !read_claim(item).quoted.empty();
    there[net.title] += takes_back && !net.is_applied ? -1 : takes_back && net.is_applied ? 1 : 0;
  }
  std::vector<bool> counts(items.size(), false);
  std::map<std::string, int, std::less<>> adds;
  for (const Message& item : items) {
    if (read_claim(item).quoted.empty()) {
      ++adds[net_title(item.title).title];
    }
  }
  for (std::size_t i = items.size(); i-- > 0;) {
    const Message& item = items[i];
    if (!read_claim(item).quoted.empty() || !item.header) {
      continue;
    }
    const std::string title = net_title(item.title).title;
    if (adds[title] + std::min(0, there[title]) > 0) {
      counts[i] = true;
      --adds[title];
    }
  }
  return counts;
}

}  // namespace ropewalk::release
