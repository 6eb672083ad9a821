// The order is that of actions/checkout: a commit id, a full ref, a branch, a tag.
#include "actions/builtin/checkout/target.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kRemoteHeads = "refs/remotes/origin/";
constexpr std::string_view kTags = "refs/tags/";

bool is_commit_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

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

/// True for a text that means what the run looks at.
bool names_the_run(std::string_view ref, const ports::Head& head, const ports::Snapshot& snapshot, StepHost& host) {
  const std::string own_ref = run_ref(host);
  if (is_commit_id(ref)) {
    return equals_ignoring_case(ref, host.github("sha")) || equals_ignoring_case(ref, snapshot.commit) ||
           equals_ignoring_case(ref, head.commit);
  }
  const bool is_current_branch = !head.branch.empty() && (ref == head.branch || branch_of(ref) == head.branch);
  return ref == own_ref || ref == branch_of(own_ref) || is_current_branch;
}

/// A branch or a tag of the user's repository; what the remote was last seen to have goes before local branches.
Result<CheckoutTarget> find_ref(const std::string& ref, const ports::Snapshot& snapshot, StepHost& host) {
  const ports::Repository& repository = *host.repository();
  std::vector<std::string> candidates;
  if (ref.starts_with("refs/")) {
    if (const std::string branch = branch_of(ref); !branch.empty()) {
      candidates.push_back(std::string(kRemoteHeads) + branch);
    }
    candidates.push_back(ref);
  } else {
    candidates = {std::string(kRemoteHeads) + ref, std::string(kHeads) + ref, std::string(kTags) + ref};
  }
  for (const std::string& candidate : candidates) {
    const Result<std::string> commit = repository.resolve(candidate);
    if (!commit) {
      continue;
    }
    CheckoutTarget target{snapshot, ref, {}};
    target.snapshot.commit = *commit;
    if (!candidate.starts_with(kTags) && (candidate.starts_with(kRemoteHeads) || candidate.starts_with(kHeads))) {
      target.branch = ref.starts_with("refs/") ? branch_of(ref) : ref;
    }
    return target;
  }
  return fail(ErrorKind::kNotFound, fmt::format("A branch or tag with the name '{}' could not be found", ref),
              "only what the local repository has can be checked out; `git fetch` brings the remote's branches");
}

}  // namespace

Result<CheckoutTarget> find_target(const Inputs& inputs, StepHost& host) {
  if (const Result<void> checked = check_repository(inputs, host); !checked) {
    return fail(checked.error());
  }
  if (host.repository() == nullptr) {
    return fail(ErrorKind::kNotFound, "There is no git repository to check out", "`git init` makes one");
  }
  const Result<ports::Snapshot> snapshot = host.snapshot();
  if (!snapshot) {
    return fail(snapshot.error());
  }
  const Result<ports::Head> head = host.repository()->head();
  if (!head) {
    return fail(head.error());
  }
  const std::string ref = inputs.text("ref");
  if (ref.empty()) {
    return CheckoutTarget{*snapshot, run_ref(host), branch_of(run_ref(host))};
  }
  if (names_the_run(ref, *head, *snapshot, host)) {
    if (is_commit_id(ref)) {
      return CheckoutTarget{*snapshot, {}, {}};
    }
    return CheckoutTarget{*snapshot, ref, ref.starts_with("refs/") ? branch_of(ref) : ref};
  }
  if (!is_commit_id(ref)) {
    return find_ref(ref, *snapshot, host);
  }
  const Result<std::string> commit = host.repository()->resolve(ref);
  if (!commit) {
    return fail(ErrorKind::kNotFound, fmt::format("The commit '{}' is not in this repository", ref),
                "only what the local repository has can be checked out; `git fetch` brings the remote's commits");
  }
  CheckoutTarget target{*snapshot, {}, {}};
  target.snapshot.commit = *commit;
  return target;
}

}  // namespace ropewalk::actions::builtin
