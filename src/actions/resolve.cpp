// Takes `uses:` texts apart and finds what they mean.
#include "actions/resolve.h"

#include <fmt/format.h>

#include <array>

#include "actions/action_folder.h"
#include "actions/is_within.h"
#include "base/strings.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// The pieces between `/` or `\`, empty ones left out.
std::vector<std::string_view> path_segments(std::string_view text) {
  std::vector<std::string_view> segments;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("/\\");
    if (end != 0) {
      segments.push_back(text.substr(0, end));
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return segments;
}

std::string full_name(const ActionReference& reference) {
  return reference.owner + "/" + reference.repository + (reference.path.empty() ? "" : "/" + reference.path);
}

/// A native action that `reference` may be a slip of the pen for: owner and name are looked at one by one, since
/// `actions/setup-node` is nearly `actions/setup-python` only as a whole.
std::string_view meant_instead(const ActionReference& reference) {
  const std::string name = full_name(reference);
  const std::string_view name_in_owner = std::string_view(name).substr(reference.owner.size() + 1);
  std::vector<std::string_view> owners;
  std::vector<std::string_view> names;
  for (const std::string_view native : native_action_names()) {
    owners.push_back(native.substr(0, native.find('/')));
    names.push_back(native.substr(native.find('/') + 1));
  }
  const std::string_view owner = nearest(reference.owner, owners);
  const std::string_view near = nearest(name_in_owner, names);
  for (const std::string_view native : native_action_names()) {
    if (!owner.empty() && !near.empty() && native.starts_with(owner) && native.ends_with(near) &&
        native.size() == owner.size() + 1 + near.size()) {
      return native;
    }
  }
  return {};
}

tl::unexpected<Error> not_available(std::string_view uses, const ActionReference& reference) {
  const std::vector<std::string_view> native = native_action_names();
  const std::string built_in = join({native.begin(), native.end()}, ", ");
  const std::string_view meant = meant_instead(reference);
  return fail(ErrorKind::kIncomplete, fmt::format("Action '{}' is not available locally", uses),
              fmt::format("{}built in are, at any version: {}; an action of this repository is used as './folder'",
                          meant.empty() ? "" : fmt::format("did you mean {}? ", meant), built_in));
}

Result<FolderAction> resolve_folder(std::string_view uses, const fs::path& workspace, const ports::Files& files) {
  std::string relative(uses);
  relative.front() = '.';  // for `$/folder`: the workspace is the repository at that commit
  for (char& c : relative) {
    c = c == '\\' ? '/' : c;
  }
  const Result<fs::path> top = files.canonical(workspace);
  if (!top) {
    return fail(top.error());
  }
  const fs::path written = (*top / relative).lexically_normal();
  const Result<fs::path> folder = files.canonical(written);
  if (!folder) {
    return fail(folder.error());
  }
  if (!is_within(written, *top) || !is_within(*folder, *top)) {
    return fail(ErrorKind::kInvalid, fmt::format("The action '{}' is outside of the workspace", uses),
                "a local action is a folder of the repository, without '..' or links that lead out of it");
  }
  auto action = read_action_folder(*folder, *top, fs::path(relative).lexically_normal(), files);
  if (!action && action.error().kind == ErrorKind::kNotFound) {
    return fail(ErrorKind::kNotFound,
                fmt::format("Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '{}'. Did you forget to run "
                            "actions/checkout before running your local action?",
                            folder->string()),
                "a job's workspace is empty until a step runs actions/checkout");
  }
  return action;
}

}  // namespace

Result<ActionReference> parse_action_reference(std::string_view uses) {
  const std::vector<std::string_view> halves = split(uses, '@');
  const std::vector<std::string_view> segments = path_segments(halves.front());
  if (halves.size() != 2 || segments.size() < 2 || halves[1].empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("Expected format {{org}}/{{repo}}[/path]@ref. Actual '{}'", uses));
  }
  ActionReference reference{std::string(segments[0]), std::string(segments[1]), {}, std::string(halves[1])};
  for (std::size_t i = 2; i < segments.size(); ++i) {
    reference.path += (i > 2 ? "/" : "") + std::string(segments[i]);
  }
  return reference;
}

bool is_own_folder(std::string_view uses) {
  return uses.starts_with("./") || uses.starts_with(".\\") || uses.starts_with("$/");
}

Result<ActionOrigin> availability(std::string_view uses, const ActionStore* store) {
  if (is_own_folder(uses)) {
    return ActionOrigin::kWorkspace;
  }
  if (uses.starts_with("docker://")) {
    return fail(
        ErrorKind::kIncomplete,
        fmt::format("Action '{}' is a container, and there is no container engine for jobs on this machine", uses),
        "only actions that run on the machine itself can run here");
  }
  const Result<ActionReference> reference = parse_action_reference(uses);
  if (!reference) {
    return fail(reference.error());
  }
  if (store != nullptr && store->overrides(*reference)) {
    return ActionOrigin::kStore;
  }
  if (find_native_action(full_name(*reference)) != nullptr) {
    return ActionOrigin::kNative;
  }
  if (store != nullptr) {
    return ActionOrigin::kStore;
  }
  return not_available(uses, *reference);
}

Result<ResolvedAction> resolve_action(std::string_view uses, const fs::path& workspace, const ports::Files& files,
                                      ActionStore* store, std::stop_token stop) {
  const Result<ActionOrigin> origin = availability(uses, store);
  if (!origin) {
    return fail(origin.error());
  }
  if (*origin == ActionOrigin::kWorkspace) {
    auto folder = resolve_folder(uses, workspace, files);
    if (!folder) {
      return fail(std::move(folder.error()));
    }
    return ResolvedAction{*origin, {}, std::move(*folder)};
  }
  const ActionReference reference = *parse_action_reference(uses);
  if (*origin == ActionOrigin::kNative) {
    return ResolvedAction{*origin, reference.ref, find_native_action(full_name(reference))};
  }
  auto fetched = store->fetch(reference, std::move(stop));
  if (!fetched) {
    Error error = std::move(fetched.error());
    const bool is_nowhere = error.kind == ErrorKind::kIncomplete || error.kind == ErrorKind::kNotFound;
    const std::string_view meant = is_nowhere ? meant_instead(reference) : std::string_view();
    if (!meant.empty()) {
      error.hint = fmt::format("did you mean {}? {}", meant, error.hint);
    }
    return fail(std::move(error));
  }
  return ResolvedAction{*origin, reference.ref, std::move(*fetched)};
}

}  // namespace ropewalk::actions
