#include "app/perf/versions.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// A folder with the files of a commit, or those of another folder.
Result<void> fill(const std::filesystem::path& into, const std::string& name, const std::string& commit,
                  const Place& place, const ComparePorts& ports, const std::stop_token& stop) {
  if (commit.empty()) {
    return ports.files.copy(place.base / name, into);
  }
  auto top = ask_git(place.base, {"rev-parse", "--show-toplevel"}, ports, stop);
  if (!top) {
    return fail(std::move(top.error()));
  }
  auto cloned =
      ask_git(place.base, {"clone", "--quiet", "--shared", "--no-checkout", *top, into.string()}, ports, stop);
  if (!cloned) {
    return fail(std::move(cloned.error()));
  }
  auto out = ask_git(into, {"checkout", "--quiet", "--detach", commit}, ports, stop);
  return out ? Result<void>() : Result<void>(fail(std::move(out.error())));
}

}  // namespace

Result<std::string> ask_git(const std::filesystem::path& folder, std::vector<std::string> words,
                            const ComparePorts& ports, std::stop_token stop) {
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

Result<std::string> commit_of(const std::string& name, const Place& place, const ComparePorts& ports,
                              const std::stop_token& stop) {
  if (auto commit = ask_git(place.base, {"rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"},
                            ports, stop)) {
    return *commit;
  }
  if (ports.files.type_followed(place.base / name) == ports::FileType::kDirectory) {
    return std::string();
  }
  return fail(ErrorKind::kUsage, fmt::format("'{}' is neither a commit nor a folder", name),
              "name a branch, a tag or a commit that is here (a shallow clone lacks most of them)");
}

Result<void> has_commands(const CompareRequest& request) {
  if (request.commands.empty()) {
    return fail(ErrorKind::kUsage, "there is nothing to measure",
                "name it with --run, or in .github/ropewalk.yml: perf, run");
  }
  return {};
}

Result<TemporaryFolder> make_folder(const ComparePorts& ports) {
  const std::filesystem::path parent = ports.environment.variable("TMPDIR").value_or("/tmp");
  auto made = ports.files.make_temporary_directory(parent, "ropewalk-perf-");
  if (!made) {
    return fail(std::move(made.error()));
  }
  return TemporaryFolder(ports.files, std::move(*made));
}

Result<void> make_version(const std::filesystem::path& into, const std::string& name, const std::string& commit,
                          const std::string& build, const Place& place, const ComparePorts& ports,
                          const std::stop_token& stop) {
  if (auto filled = fill(into, name, commit, place, ports, stop); !filled || build.empty()) {
    return filled;
  }
  return run_shell(build, into, ports, stop);
}

Result<void> run_shell(const std::string& command, const std::filesystem::path& folder, const ComparePorts& ports,
                       std::stop_token stop, const std::string& shown) {
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
    return fail(
        ErrorKind::kInvalid,
        fmt::format("'{}' failed with exit code {} in {}", shown.empty() ? command : shown, done->outcome.exit_code,
                    folder.filename().string()),
        said.empty() ? "it printed nothing" : std::string(said.substr(said.size() > 600 ? said.size() - 600 : 0)));
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
    if (auto made = make_version(path, name, commit, request.build, place, ports, stop); !made) {
      return fail(std::move(made.error()));
    }
  }
  return versions;
}

}  // namespace ropewalk::app
