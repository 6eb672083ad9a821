// The steps in the repository: versions in files, the changelog's entry, the commit, the tag.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/release/changelog_file.h"
#include "app/release/run/begun_release.h"
#include "app/release/run/step.h"
#include "base/strings.h"
#include "release/git.h"
#include "release/version_files.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 16ULL << 20U;

/// What a place is to say: Python's form in Python's files, the tag where the place asks for it.
std::string wanted_text(const release::VersionPlace& place, const ReleaseTarget& target) {
  if (place.is_tag) {
    return target.tag();
  }
  const bool is_semver = place.kind == release::VersionPlace::Kind::kJson || place.file.ends_with("Cargo.toml");
  return is_semver ? target.version().text() : target.planned.plan.python_version;
}

class FileSteps {
 public:
  FileSteps(ReleaseTarget& target, const ReleasePorts& ports)
      : target_(target), ports_(ports), git_(target.planned.top, ports.process, ports.environment) {}

  Result<Looked> look_at_files() const {
    if (target_.is_begun) {
      return Looked{StepState::kDone, "in the release's commit"};
    }
    if (auto clean = check_clean(); !clean) {
      return fail(std::move(clean.error()));
    }
    std::vector<std::string> names;
    for (const release::VersionPlace& place : target_.planned.places) {
      auto text = read(place);
      if (!text) {
        return fail(std::move(text.error()));
      }
      const auto value = release::read_place(*text, place);
      if (!value) {
        return fail(ErrorKind::kInvalid, fmt::format("{} has no {}", place.file, place.key));
      }
      if (*value != wanted_text(place, target_)) {
        names.push_back(place.file);
      }
    }
    if (target_.planned.places.empty()) {
      return Looked{StepState::kSkipped, "no file holds the version"};
    }
    return names.empty() ? Looked{StepState::kDone, target_.planned.plan.python_version}
                         : Looked{StepState::kWould,
                                  fmt::format("{} in {}", target_.planned.plan.python_version, join(names, ", "))};
  }

  Result<void> write_files() const {
    for (const release::VersionPlace& place : target_.planned.places) {
      auto text = read(place);
      auto written = text ? release::write_place(*text, place, wanted_text(place, target_)) : std::move(text);
      if (!written) {
        return fail(std::move(written.error()));
      }
      if (auto done = ports_.files.write(target_.planned.folder() / place.file, *written); !done) {
        return done;
      }
    }
    return {};
  }

  Result<Looked> look_at_changelog() const {
    if (target_.is_begun) {
      return Looked{StepState::kDone, "in the release's commit"};
    }
    auto file = read_changelog(target_.planned, ports_.files);
    if (!file) {
      return fail(std::move(file.error()));
    }
    const std::string name = file->path.lexically_relative(target_.planned.top).generic_string();
    return Looked{release::has_entry(file->text, target_.version()) ? StepState::kDone : StepState::kWould,
                  fmt::format("the entry of {} in {}", target_.version().text(), name)};
  }

  Result<void> write_changelog() const {
    auto file = read_changelog(target_.planned, ports_.files);
    if (!file) {
      return fail(std::move(file.error()));
    }
    const release::NotesOptions options{.web = target_.planned.web, .date = target_.date};
    return ports_.files.write(file->path, release::with_entry(file->text, target_.planned.plan, options));
  }

  Result<Looked> look_at_commit() const {
    return Looked{target_.is_begun ? StepState::kDone : StepState::kWould, title()};
  }

  Result<void> commit() {
    std::vector<std::string> words = {"add", "--"};
    for (const std::string& name : own_files()) {
      words.push_back(name);
    }
    if (auto added = git_.read(words); !added) {
      return fail(std::move(added.error()));
    }
    const std::string message =
        fmt::format("{}\n\n{}: {}\n{}: {}\n", title(), kTagTrailer, target_.tag(), kPackageTrailer,
                    target_.planned.package.empty() ? "." : target_.planned.package);
    words = {"commit", "--quiet", "--no-verify", "--message", message, "--"};
    for (const std::string& name : own_files()) {
      words.push_back(name);
    }
    auto done = git_.capture(words, identity());
    if (!done || done->outcome.exit_code != 0) {
      return done ? Result<void>(fail(ErrorKind::kInvalid, fmt::format("git commit failed: {}", trim(done->errors))))
                  : Result<void>(fail(std::move(done.error())));
    }
    auto head = git_.read({"rev-parse", "HEAD"});
    if (!head) {
      return fail(std::move(head.error()));
    }
    target_.planned.head = trim(*head);
    target_.is_begun = true;
    return {};
  }

  Result<Looked> look_at_tag() const {
    auto found = git_.capture({"rev-parse", "--verify", "--quiet", "refs/tags/" + target_.tag() + "^{commit}"});
    if (!found) {
      return fail(std::move(found.error()));
    }
    if (found->outcome.exit_code != 0) {
      return Looked{StepState::kWould, target_.tag()};
    }
    if (trim(found->output) != target_.planned.head) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the tag {} is at {}, not at the release's commit {}", target_.tag(),
                              trim(found->output).substr(0, 12), target_.planned.head.substr(0, 12)));
    }
    return Looked{StepState::kDone, target_.tag()};
  }

  Result<void> tag() const {
    const auto signs = git_.capture({"config", "--get", "user.signingkey"});
    const bool has_key = signs && signs->outcome.exit_code == 0;
    auto done = git_.capture(
        {"tag", has_key ? "--sign" : "--annotate", "--message", title(), target_.tag(), target_.planned.head},
        identity());
    if (!done || done->outcome.exit_code != 0) {
      return done ? Result<void>(fail(ErrorKind::kInvalid, fmt::format("git tag failed: {}", trim(done->errors))))
                  : Result<void>(fail(std::move(done.error())));
    }
    return {};
  }

 private:
  [[nodiscard]] std::string title() const {
    const std::string name = target_.planned.package.empty() ? "" : target_.planned.settings.names.front() + " ";
    return fmt::format("chore(release): {}{}", name, target_.version().text());
  }

  [[nodiscard]] Result<std::string> read(const release::VersionPlace& place) const {
    return ports_.files.read_regular(target_.planned.folder() / place.file, kMostBytes, ports::Links::kFollow);
  }

  /// All that the release's commit may hold, relative to the top.
  [[nodiscard]] std::set<std::string> own_files() const {
    std::set<std::string> names;
    for (const release::VersionPlace& place : target_.planned.places) {
      names.insert((target_.planned.folder() / place.file).lexically_relative(target_.planned.top).generic_string());
    }
    if (const auto file = read_changelog(target_.planned, ports_.files)) {
      names.insert(file->path.lexically_relative(target_.planned.top).generic_string());
    }
    return names;
  }

  /// Nothing but what an earlier try has written may differ from HEAD.
  [[nodiscard]] Result<void> check_clean() const {
    auto status = git_.read({"status", "--porcelain", "--untracked-files=no", "-z"});
    if (!status) {
      return fail(std::move(status.error()));
    }
    const std::set<std::string> own = own_files();
    for (const std::string_view entry : split(*status, '\0')) {
      if (entry.size() > 3 && !own.contains(std::string(entry.substr(3)))) {
        return fail(ErrorKind::kUsage, fmt::format("{} has changes that are not committed", entry.substr(3)),
                    "a release is made of what is committed");
      }
    }
    return {};
  }

  /// Who commits where nobody has said it: the robot that GitHub shows for its jobs.
  [[nodiscard]] ports::EnvironmentList identity() const {
    const auto name = git_.capture({"config", "--get", "user.email"});
    if ((name && name->outcome.exit_code == 0) || ports_.environment.variable("GIT_COMMITTER_EMAIL")) {
      return {};
    }
    ports::EnvironmentList list;
    for (const std::string_view who : {"AUTHOR", "COMMITTER"}) {
      list.emplace_back(fmt::format("GIT_{}_NAME", who), "github-actions[bot]");
      list.emplace_back(fmt::format("GIT_{}_EMAIL", who), "41898282+github-actions[bot]@users.noreply.github.com");
    }
    return list;
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  release::Git git_;
};

}  // namespace

std::vector<Step> file_steps(ReleaseTarget& target, const ReleasePorts& ports) {
  const auto steps = std::make_shared<FileSteps>(target, ports);  // shared by the functions below
  return {
      {"version files", [steps] { return steps->look_at_files(); }, [steps] { return steps->write_files(); }},
      {"changelog", [steps] { return steps->look_at_changelog(); }, [steps] { return steps->write_changelog(); }},
      {"commit", [steps] { return steps->look_at_commit(); }, [steps] { return steps->commit(); }},
      {"tag", [steps] { return steps->look_at_tag(); }, [steps] { return steps->tag(); }},
  };
}

}  // namespace ropewalk::app
