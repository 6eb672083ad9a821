// actions/checkout: the run's snapshot of the repository, laid out in the workspace.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/checkout/git_commands.h"
#include "actions/builtin/checkout/history.h"
#include "actions/builtin/checkout/target.h"
#include "actions/builtin/registry.h"
#include "actions/is_within.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// What has to do with fetching from a server (tokens, ssh, filter, progress) has no effect, because nothing is
/// fetched.
constexpr std::array kInputs{
    NativeInput{.name = "repository", .default_value = ""},
    NativeInput{.name = "ref", .default_value = ""},
    NativeInput{.name = "token", .default_value = ""},
    NativeInput{.name = "ssh-key", .default_value = ""},
    NativeInput{.name = "ssh-known-hosts", .default_value = ""},
    NativeInput{.name = "ssh-strict", .default_value = "true"},
    NativeInput{.name = "ssh-user", .default_value = "git"},
    NativeInput{.name = "persist-credentials", .default_value = "true"},
    NativeInput{.name = "path", .default_value = ""},
    NativeInput{.name = "clean", .default_value = "true"},
    NativeInput{.name = "filter", .default_value = ""},
    NativeInput{.name = "sparse-checkout", .default_value = ""},
    NativeInput{.name = "sparse-checkout-cone-mode", .default_value = "true"},
    NativeInput{.name = "fetch-depth", .default_value = "1"},
    NativeInput{.name = "fetch-tags", .default_value = "false"},
    NativeInput{.name = "show-progress", .default_value = "true"},
    NativeInput{.name = "lfs",
                .default_value = "false",
                .support = InputSupport::kNotSupported,
                .note = "files of Git LFS stay in the user's own repository; leave the input out where pointers do"},
    NativeInput{.name = "submodules", .default_value = "false"},
    NativeInput{.name = "set-safe-directory", .default_value = "true"},
    NativeInput{.name = "github-server-url", .default_value = ""},
    NativeInput{.name = "allow-unsafe-pr-checkout", .default_value = "false"},
};

/// The folder to fill, in the workspace also when links are resolved.
Result<fs::path> find_folder(const Inputs& inputs, StepHost& host) {
  const fs::path& workspace = host.paths().workspace;
  // A step may have put a link in the place of the workspace: whatever is behind it is not the job's.
  for (fs::path part = workspace; is_within(part, host.paths().temp.parent_path()); part = part.parent_path()) {
    if (host.files().type(part) == ports::FileType::kSymlink) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' is a link now, not the job's folder", part.string()));
    }
  }
  fs::path folder = (workspace / inputs.text("path")).lexically_normal();
  if (!folder.has_filename()) {
    folder = folder.parent_path();
  }
  const Result<fs::path> real = host.files().canonical(folder);
  const Result<fs::path> top = host.files().canonical(workspace);
  if (!real || !top) {
    return fail(real ? top.error() : real.error());
  }
  if (!is_within(folder, workspace) || !is_within(*real, *top)) {
    return fail(ErrorKind::kInvalid,
                fmt::format("Repository path '{}' is not under '{}'", folder.string(), workspace.string()));
  }
  return folder;
}

Result<void> empty_folder(const fs::path& folder, ports::Files& files) {
  if (files.type_followed(folder) == ports::FileType::kMissing) {
    return {};
  }
  if (files.type_followed(folder) != ports::FileType::kDirectory) {
    return files.remove_all(folder);
  }
  const auto entries = files.list(folder);
  if (!entries) {
    return fail(entries.error());
  }
  for (const ports::FileEntry& entry : *entries) {
    if (Result<void> removed = files.remove_all(folder / entry.path); !removed) {
      return removed;
    }
  }
  return {};
}

/// GitHub's number: whatever is none, or less than 0, means the whole history; so does the default of the first
/// version.
int fetch_depth(const Inputs& inputs, const CheckoutRules& rules) {
  const std::string text = inputs.text("fetch-depth");
  if (text.empty() || text == "1") {
    return rules.default_depth;
  }
  return std::max(0, inputs.number("fetch-depth").value_or(0));
}

ports::Submodules submodules_of(const Inputs& inputs) {
  if (equals_ignoring_case(inputs.text("submodules"), "recursive")) {
    return ports::Submodules::kAll;
  }
  return inputs.is_true("submodules") ? ports::Submodules::kOwn : ports::Submodules::kNone;
}

/// The address of the repository at its server, which `origin` has in a checkout.
std::string remote_url(StepHost& host) {
  return fmt::format("{}/{}", host.github("server_url"), host.github("repository"));
}

Result<void> fill(const ports::Snapshot& snapshot, ports::CheckoutRequest request, const Inputs& inputs,
                  StepHost& host) {
  const bool is_repository = host.files().type(request.workspace / ".git") == ports::FileType::kDirectory;
  const std::string clean = inputs.text("clean");
  request.keeps_files = is_repository && !clean.empty() && !inputs.is_true("clean");
  if (!request.keeps_files) {
    if (Result<void> emptied = empty_folder(request.workspace, host.files()); !emptied) {
      return emptied;
    }
  }
  return host.repository()->checkout(snapshot, request, host.stop());
}

Result<void> apply_sparse_patterns(const Inputs& inputs, const fs::path& folder, StepHost& host) {
  const std::vector<std::string> patterns = inputs.lines("sparse-checkout");
  if (patterns.empty()) {
    return {};
  }
  const std::string cone = inputs.text("sparse-checkout-cone-mode");
  std::vector<std::string> arguments{"sparse-checkout", "set",
                                     cone.empty() || equals_ignoring_case(cone, "true") ? "--cone" : "--no-cone",
                                     "--end-of-options"};
  arguments.insert(arguments.end(), patterns.begin(), patterns.end());
  return run_git(folder, arguments, host);
}

/// The submodules that are still empty: the user's working tree does not have them either. `git submodule status` has a
/// `-` in front of such a line, then the commit and the path.
std::vector<std::string> empty_submodules(std::string_view status) {
  std::vector<std::string> paths;
  for (const std::string_view line : split_lines(status)) {
    const std::size_t space = line.find(' ');
    if (line.starts_with('-') && space != line.npos) {
      paths.emplace_back(line.substr(space + 1));
    }
  }
  return paths;
}

/// Fetches the submodules that could not be taken from the user's working tree.
Result<void> fetch_submodules(const Inputs& inputs, int depth, const fs::path& folder, StepHost& host) {
  const ports::Submodules wanted = submodules_of(inputs);
  if (wanted == ports::Submodules::kNone || host.files().type(folder / ".gitmodules") == ports::FileType::kMissing) {
    return {};
  }
  const bool is_recursive = wanted == ports::Submodules::kAll;
  const Result<std::string> status = read_git(folder, {"submodule", "status"}, host);
  if (!status) {
    return fail(status.error());
  }
  const std::vector<std::string> missing = empty_submodules(*status);
  if (missing.empty()) {
    return {};
  }
  std::vector<std::string> sync{"submodule", "sync"};
  std::vector<std::string> update{"submodule", "update", "--init", "--force"};
  if (depth > 0) {
    update.push_back(fmt::format("--depth={}", depth));
  }
  if (is_recursive) {
    sync.emplace_back("--recursive");
    update.emplace_back("--recursive");
  }
  for (std::vector<std::string>* words : {&sync, &update}) {
    words->emplace_back("--");
    words->insert(words->end(), missing.begin(), missing.end());
  }
  const Result<void> synced = run_git(folder, sync, host);
  return synced ? run_git(folder, update, host) : synced;
}

class Checkout final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/checkout"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    if (host.repository() == nullptr) {
      return fail(ErrorKind::kNotFound, "There is no git repository to check out", "`git init` makes one");
    }
    const Result<ports::Snapshot> snapshot = host.snapshot();
    if (!snapshot) {
      return fail(snapshot.error());
    }
    const Result<CheckoutTarget> target = find_target(inputs, *snapshot, host);
    if (!target) {
      return fail(target.error());
    }
    const Result<fs::path> folder = find_folder(inputs, host);
    if (!folder) {
      return fail(folder.error());
    }
    host.log(Note::kText, fmt::format("Syncing repository: {}", host.github("repository")));
    for (const std::string& warning : snapshot->warnings) {
      host.log(Note::kWarning, warning);
    }
    const CheckoutRules rules = checkout_rules(host.github("action_ref"));
    const int depth = fetch_depth(inputs, rules);
    const std::string branch = rules.makes_branches ? target->branch : "";
    ports::CheckoutRequest request{
        .workspace = *folder,
        .commit = target->commit,
        .branch = branch,
        .remote_url = remote_url(host),
        .refs = fetched_refs(*target, {depth, inputs.is_true("fetch-tags")}, rules, *snapshot, host),
        .depth = depth,
        .submodules = submodules_of(inputs)};
    if (const Result<void> filled = fill(*snapshot, std::move(request), inputs, host); !filled) {
      return filled;
    }
    if (Result<void> applied = apply_sparse_patterns(inputs, *folder, host); !applied) {
      return applied;
    }
    if (Result<void> added = fetch_submodules(inputs, depth, *folder, host); !added) {
      return added;
    }
    host.log(Note::kText, fmt::format("HEAD is now at {}{}", target->commit.substr(0, 7),
                                      branch.empty() ? "" : " on branch " + branch));
    host.set_output("commit", target->commit);
    host.set_output("ref", target->ref);
    return {};
  }
};

}  // namespace

const NativeAction& checkout_action() {
  static const Checkout action;
  return action;
}

}  // namespace ropewalk::actions::builtin
