// After src/ref-helper.ts of actions/checkout: getRefSpecForAllHistory and getRefSpec.
#include "actions/builtin/checkout/history.h"

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kTags = "refs/tags/";
constexpr std::string_view kPull = "refs/pull/";

/// Where the workspace keeps what the remote calls `name`.
std::string tracking_name(std::string_view name) {
  if (name.starts_with(kHeads)) {
    return "refs/remotes/origin/" + std::string(name.substr(kHeads.size()));
  }
  if (name.starts_with(kPull)) {
    return "refs/remotes/pull/" + std::string(name.substr(kPull.size()));
  }
  return std::string(name);
}

/// The refs of the workspace by name, as they are fetched one after the other.
class Fetched {
 public:
  explicit Fetched(const ports::Snapshot& snapshot) : snapshot_(snapshot) {}

  /// `+PREFIX*:…`
  void bring_all(std::string_view prefix) {
    for (const ports::Ref& ref : snapshot_.refs) {
      if (ref.name.starts_with(prefix)) {
        bring(ref.name, ref.id);
      }
    }
  }
  /// `+ID:…`
  void bring(std::string_view name, const std::string& id) {
    if (!id.empty()) {
      refs_[tracking_name(name)] = id;
    }
  }

  [[nodiscard]] std::vector<ports::Ref> list() const {
    std::vector<ports::Ref> list;
    for (const auto& [name, id] : refs_) {
      list.push_back({name, id});
    }
    return list;
  }

 private:
  const ports::Snapshot& snapshot_;
  std::map<std::string, std::string> refs_;
};

/// The ref that the target itself is about.
void bring_target(Fetched& fetched, const CheckoutTarget& target, const CheckoutRules& rules,
                  const ports::Snapshot& snapshot) {
  const std::string& ref = target.ref;
  if (ref.empty()) {
    return;
  }
  if (!ref.starts_with("refs/")) {
    // As it is not known yet whether it is a branch or a tag, all that begin so are fetched.
    fetched.bring_all(std::string(kHeads) + ref);
    fetched.bring_all(std::string(kTags) + ref);
    return;
  }
  const std::string id = ref_id(snapshot, ref);
  if (!target.is_fixed) {
    fetched.bring(ref, id);
  } else if (ref.starts_with(kTags)) {
    fetched.bring(ref, rules.keeps_tags && !id.empty() ? id : target.commit);
  } else if (ref.starts_with(kHeads) || ref.starts_with(kPull)) {
    fetched.bring(ref, target.commit);
  }
}

}  // namespace

std::vector<ports::Ref> fetched_refs(const CheckoutTarget& target, const HistorySettings& settings,
                                     const CheckoutRules& rules, const ports::Snapshot& snapshot, StepHost& host) {
  Fetched fetched(snapshot);
  if (settings.depth == 0) {
    fetched.bring_all(kHeads);
    fetched.bring_all(kTags);
  } else if (settings.has_tags && rules.fetches_all_tags) {
    fetched.bring_all(kTags);
  } else if (settings.has_tags) {
    const Result<std::vector<std::string>> tags = host.repository()->tags_at(target.commit);
    for (const std::string& tag : tags ? *tags : std::vector<std::string>()) {
      fetched.bring(std::string(kTags) + tag, ref_id(snapshot, std::string(kTags) + tag));
    }
  }
  bring_target(fetched, target, rules, snapshot);
  return fetched.list();
}

}  // namespace ropewalk::actions::builtin
