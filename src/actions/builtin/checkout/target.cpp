// The order is that of actions/checkout: a commit id, a full ref, a branch, a tag.
#include "actions/builtin/checkout/target.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kTags = "refs/tags/";
constexpr std::string_view kOnlyHere = "only what the local repository has can be checked out: `git fetch` brings more";
/// The least digits of a commit that git takes for one.
constexpr std::size_t kShortId = 4;

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_commit_id(std::string_view text) { return (text.size() == 40 || text.size() == 64) && is_hexadecimal(text); }

std::string branch_of(std::string_view ref) {
  return ref.starts_with(kHeads) ? std::string(ref.substr(kHeads.size())) : std::string();
}

/// The run's own ref as a full one: some events name it without `refs/heads/`.
std::string run_ref(StepHost& host) {
  const std::string ref = host.github("ref");
  return ref.empty() || ref.starts_with("refs/") ? ref : std::string(kHeads) + ref;
}

Result<void> check_repository(const Inputs& inputs, StepHost& host) {
  const std::string wanted = inputs.text("repository");
  const std::string own = host.github("repository");
  if (!wanted.empty()) {
    const std::vector<std::string_view> parts = split(wanted, '/');
    if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Invalid repository '{}'. Expected format {{owner}}/{{repo}}.", wanted));
    }
    if (!equals_ignoring_case(wanted, own)) {
      return fail(
          ErrorKind::kInvalid,
          fmt::format("Input 'repository' is '{}', and only this repository ({}) can be checked out here", wanted, own),
          "a `run` step with git clone can fetch another one");
    }
  }
  const std::string server = inputs.text("github-server-url");
  if (!server.empty() && server != host.github("server_url")) {
    return fail(
        ErrorKind::kInvalid,
        fmt::format("Input 'github-server-url' is '{}', and this run is about {}", server, host.github("server_url")),
        "leave the input out");
  }
  return {};
}

/// A commit by its id. What the event names by the commit that is checked out means the tree that was taken.
Result<CheckoutTarget> find_commit(const std::string& asked, const ports::Snapshot& snapshot, StepHost& host) {
  const std::string id = to_lower(asked);
  const Result<ports::Head> head = host.repository()->head();
  if (!head) {
    return fail(head.error());
  }
  if (id == host.github("sha") || id == snapshot.commit) {
    return CheckoutTarget{.commit = snapshot.commit, .is_fixed = true};
  }
  if (id == head->commit || id == snapshot.head) {
    return CheckoutTarget{.commit = snapshot.head, .is_fixed = true};
  }
  const bool is_tip =
      std::any_of(snapshot.refs.begin(), snapshot.refs.end(), [&](const ports::Ref& ref) { return ref.id == id; });
  const Result<std::string> found = is_tip ? Result<std::string>(id) : host.repository()->resolve(id);
  if (!found) {
    return fail(ErrorKind::kNotFound, fmt::format("The commit '{}' is not in this repository", asked),
                std::string(kOnlyHere));
  }
  return CheckoutTarget{.commit = commit_of(snapshot, *found, host), .is_fixed = true};
}

/// A branch or a tag; a branch goes before a tag of the same name.
Result<CheckoutTarget> find_ref(const std::string& ref, const ports::Snapshot& snapshot, StepHost& host) {
  const bool is_full = equals_ignoring_case(std::string_view(ref).substr(0, 5), "refs/");
  const std::vector<std::string> candidates =
      is_full ? std::vector<std::string>{ref}
              : std::vector<std::string>{std::string(kHeads) + ref, std::string(kTags) + ref};
  for (const std::string& candidate : candidates) {
    if (const std::string id = ref_id(snapshot, candidate); !id.empty()) {
      return CheckoutTarget{.commit = commit_of(snapshot, id, host), .ref = ref, .branch = branch_of(candidate)};
    }
  }
  if (is_full) {
    return fail(ErrorKind::kNotFound, fmt::format("couldn't find remote ref {}", ref), std::string(kOnlyHere));
  }
  const bool may_be_short_id = ref.size() >= kShortId && is_hexadecimal(ref);
  return fail(ErrorKind::kNotFound, fmt::format("A branch or tag with the name '{}' could not be found", ref),
              may_be_short_id ? "a commit is named by all digits of its id" : std::string(kOnlyHere));
}

}  // namespace

std::string ref_id(const ports::Snapshot& snapshot, std::string_view name) {
  const auto found =
      std::find_if(snapshot.refs.begin(), snapshot.refs.end(), [&](const ports::Ref& ref) { return ref.name == name; });
  return found == snapshot.refs.end() ? std::string() : found->id;
}

std::string commit_of(const ports::Snapshot& snapshot, const std::string& id, StepHost& host) {
  if (id == snapshot.commit || id == snapshot.head) {
    return id;
  }
  // The merge of a pull request is in the snapshot alone, and no tag.
  return host.repository()->resolve(id).value_or(id);
}

Result<CheckoutTarget> find_target(const Inputs& inputs, const ports::Snapshot& snapshot, StepHost& host) {
  if (const Result<void> checked = check_repository(inputs, host); !checked) {
    return fail(checked.error());
  }
  const std::string ref = inputs.text("ref");
  if (ref.empty()) {
    const std::string own = run_ref(host);
    return CheckoutTarget{.commit = snapshot.commit, .ref = own, .branch = branch_of(own), .is_fixed = true};
  }
  return is_commit_id(ref) ? find_commit(ref, snapshot, host) : find_ref(ref, snapshot, host);
}

}  // namespace ropewalk::actions::builtin
