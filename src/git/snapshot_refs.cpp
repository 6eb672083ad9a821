// The refs of a snapshot.
#include "git/snapshot_refs.h"

#include <fmt/format.h>

#include <map>

#include "git/refs.h"

namespace ropewalk::git {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kTags = "refs/tags/";
constexpr std::string_view kOriginHeads = "refs/remotes/origin/";

/// True when a ref of this name can be kept beside the others: one name must not be a folder of another
/// (git-check-ref-format(1)).
bool fits(const std::map<std::string, std::string>& refs, const std::string& name) {
  const auto below = refs.lower_bound(name + "/");
  if (below != refs.end() && below->first.starts_with(name + "/")) {
    return false;
  }
  for (std::size_t slash = name.rfind('/'); slash != std::string::npos && slash > 0;
       slash = name.rfind('/', slash - 1)) {
    if (refs.contains(name.substr(0, slash))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<ports::Ref> snapshot_refs(const std::vector<ports::Ref>& users, const std::string& branch,
                                      const ports::SnapshotRequest& request, const SnapshotCommits& commits,
                                      const std::function<std::string(const ports::Ref&)>& commit_of) {
  std::map<std::string, std::string> refs;
  // What this run is about goes first, whatever stands in its way.
  std::string run_ref = request.ref;
  if (!run_ref.starts_with("refs/") || !is_branch_name(run_ref.substr(5))) {
    run_ref.clear();
  }
  if (!run_ref.empty()) {
    refs[run_ref] = commits.run;
  }
  if (request.pull) {
    const std::string pull = fmt::format("refs/pull/{}/", request.pull->number);
    refs[pull + "head"] = commits.head;
    if (!commits.merge.empty()) {
      refs[pull + "merge"] = commits.merge;
    }
    if (!request.pull->base_branch.empty()) {
      refs.try_emplace(std::string(kHeads) + request.pull->base_branch, request.pull->base);
    }
  }
  if (const std::string current = std::string(kHeads) + branch; !branch.empty() && fits(refs, current)) {
    refs.try_emplace(current, commits.head);
  }
  const auto add = [&](const std::string& name, const std::string& id) {
    if (fits(refs, name)) {
      refs.try_emplace(name, id);
    }
  };
  for (const ports::Ref& ref : users) {
    if (ref.name.starts_with(kOriginHeads) && ref.name != "refs/remotes/origin/HEAD") {
      add(std::string(kHeads) + ref.name.substr(kOriginHeads.size()), ref.id);
    } else if (ref.name.starts_with(kTags)) {
      if (ref.name == run_ref && commit_of(ref) == commits.run) {
        refs[ref.name] = ref.id;
      } else {
        add(ref.name, ref.id);
      }
    }
  }
  for (const ports::Ref& ref : users) {
    if (ref.name.starts_with(kHeads)) {
      add(ref.name, ref.id);
    }
  }
  std::vector<ports::Ref> sorted;
  for (auto& [name, id] : refs) {
    sorted.push_back({name, std::move(id)});
  }
  return sorted;
}

std::string packed_refs_text(const std::vector<ports::Ref>& refs) {
  std::string text = "# pack-refs with: sorted \n";
  for (const ports::Ref& ref : refs) {
    text += fmt::format("{} {}\n", ref.id, ref.name);
  }
  return text;
}

}  // namespace ropewalk::git
