#include "app/perf/versions.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

Result<std::string> git(const std::filesystem::path& folder, std::vector<std::string> words, const ComparePorts& ports,
                        std::stop_token stop) {
  ports::ProcessRequest request;
  request.arguments = {"git", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false"};
  request.arguments.insert(request.arguments.end(), words.begin(), words.end());
  request.working_directory = folder;
  request.environment = ports.environment.variables();
  request.environment.emplace_back("GIT_OPTIONAL_LOCKS", "0");
  auto done = ports.process.capture(request, std::move(stop));
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("git {}: {}", words.front(), trim(done->errors)));
  }
  return std::string(trim(done->output));
}

/// The commit that a name means; empty for a folder.
Result<std::string> commit_of(const std::string& name, const Place& place, const ComparePorts& ports,
                              const std::stop_token& stop) {
  if (auto commit =
          git(place.base, {"rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"}, ports, stop)) {
    return *commit;
  }
  if (ports.files.type_followed(place.base / name) == ports::FileType::kDirectory) {
    return std::string();
  }
  return fail(ErrorKind::kUsage, fmt::format("'{}' is neither a commit nor a folder", name),
              "name a branch, a tag or a commit that is here (a shallow clone lacks most of them)");
}

/// A folder with the files of a commit, or those of another folder.
Result<void> fill(const std::filesystem::path& into, const std::string& name, const std::string& commit,
                  const Place& place, const ComparePorts& ports, const std::stop_token& stop) {
  if (commit.empty()) {
    return ports.files.copy(place.base / name, into);
  }
  auto top = git(place.base, {"rev-parse", "--show-toplevel"}, ports, stop);
  if (!top) {
    return fail(std::move(top.error()));
  }
  auto cloned = git(place.base, {"clone", "--quiet", "--shared", "--no-checkout", *top, into.string()}, ports, stop);
  if (!cloned) {
    return fail(std::move(cloned.error()));
  }
  auto out = git(into, {"checkout", "--quiet", "--detach", commit}, ports, stop);
  return out ? Result<void>() : Result<void>(fail(std::move(out.error())));
}

}  // namespace

Result<void> run_shell(const std::string& command, const std::filesystem::path& folder, const ComparePorts& ports,
                       std::stop_token stop) {
  ports::ProcessRequest request;
  request.arguments = {"bash", "-e", "-c", command};
  request.working_directory = folder;
  request.environment = ports.environment.variables();
  request.environment.emplace_back("PYTHONHASHSEED", "0");
  auto done = ports.process.capture(request, std::move(stop));
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, "interrupted");
  }
  if (done->outcome.exit_code != 0) {
    const std::string_view said = trim(trim(done->errors).empty() ? done->output : done->errors);
    return fail(ErrorKind::kInvalid,
                fmt::format("'{}' failed with exit code {} in {}", command, done->outcome.exit_code,
                            folder.filename().string()),
                std::string(said.substr(said.size() > 600 ? said.size() - 600 : 0)));
  }
  return {};
}

Result<Versions> make_versions(const CompareRequest& request, const Place& place, const std::filesystem::path& folder,
                               const ComparePorts& ports, std::stop_token stop) {
  Versions versions{.base = folder / "base", .head = folder / "head", .again = folder / "same"};
  auto base = commit_of(request.base, place, ports, stop);
  auto head = commit_of(request.head, place, ports, stop);
  if (!base || !head) {
    return fail(!base ? base.error() : head.error());
  }
  versions.base_commit = *base;
  versions.head_commit = *head;
  const struct {
    const std::filesystem::path& path;
    const std::string& name;
    const std::string& commit;
  } wanted[] = {{versions.base, request.base, versions.base_commit},
                {versions.head, request.head, versions.head_commit},
                {versions.again, request.base, versions.base_commit}};
  for (const auto& [path, name, commit] : wanted) {
    if (auto filled = fill(path, name, commit, place, ports, stop); !filled) {
      return fail(std::move(filled.error()));
    }
    if (request.build.empty()) {
      continue;
    }
    if (auto built = run_shell(request.build, path, ports, stop); !built) {
      return fail(std::move(built.error()));
    }
  }
  return versions;
}

}  // namespace ropewalk::app
