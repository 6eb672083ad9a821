#include "app/release/run/begun_release.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "release/message.h"

namespace ropewalk::app {
namespace {

/// What the message of a release's commit says, if it is one of this package.
std::optional<BegunRelease> read(std::string_view text, std::string commit, const std::string& package) {
  const release::Message message = release::read_message(text);
  const auto tag = message.footer(kTagTrailer);
  if (!tag || message.footer(kPackageTrailer) != (package.empty() ? "." : package) || !message.header) {
    return std::nullopt;
  }
  const std::string& described = message.header->description;
  const auto version = release::Version::parse(described.substr(described.rfind(' ') + 1));
  return version ? std::optional(BegunRelease{*version, *tag, std::move(commit)}) : std::nullopt;
}

}  // namespace

std::optional<BegunRelease> begun_at_head(const PlannedRelease& planned, const release::Git& git) {
  if (planned.head.empty()) {
    return std::nullopt;
  }
  const auto text = git.read({"log", "-1", "--format=%B", "HEAD"});
  if (auto begun = read(text ? *text : "", planned.head, planned.package)) {
    return begun;
  }
  if (planned.plan.previous && !planned.plan.previous_tag.empty()) {
    const auto commit = git.read({"rev-parse", planned.plan.previous_tag + "^{commit}"});
    if (commit && trim(*commit) == planned.head) {
      return BegunRelease{*planned.plan.previous, planned.plan.previous_tag, planned.head};
    }
  }
  return std::nullopt;
}

std::optional<BegunRelease> begun_above_head(const std::string& package, const release::Git& git) {
  const auto head = git.read({"rev-parse", "--verify", "--quiet", "HEAD"});
  // Of an annotated tag the commit's parents and message, of a light one its own.
  const auto tags = head ? git.read({"for-each-ref", "--contains=HEAD",
                                     "--format=%(if)%(*objectname)%(then)%(*objectname)%00%(*parent)%00%(*contents)"
                                     "%(else)%(objectname)%00%(parent)%00%(contents)%(end)%00%(refname:strip=2)%00%00",
                                     "refs/tags"})
                         : Result<std::string>(std::string());
  if (!tags) {
    return std::nullopt;
  }
  std::string_view rest = *tags;
  while (true) {
    const std::size_t end = rest.find(std::string_view("\0\0\n", 3));
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const auto fields = split(rest.substr(0, end), '\0');
    rest.remove_prefix(end + 3);
    if (fields.size() != 4 || fields[1].substr(0, fields[1].find(' ')) != trim(*head)) {
      continue;
    }
    if (auto begun = read(fields[2], std::string(fields[0]), package); begun && begun->tag == fields[3]) {
      return begun;
    }
  }
}

std::optional<BegunRelease> begun_below_head(const PlannedRelease& planned, const release::Git& git) {
  const std::string& tag = planned.plan.previous_tag;
  if (tag.empty()) {
    return std::nullopt;
  }
  const auto commit = git.read({"rev-parse", "--verify", "--quiet", tag + "^{commit}"});
  if (!commit || trim(*commit) == planned.head) {
    return std::nullopt;
  }
  const auto text = git.read({"log", "-1", "--format=%B", std::string(trim(*commit))});
  auto begun = read(text ? *text : "", std::string(trim(*commit)), planned.package);
  return begun && begun->tag == tag ? begun : std::nullopt;
}

Result<void> move_on(const BegunRelease& begun, const release::Git& git) {
  auto moved = git.capture({"merge", "--ff-only", "--quiet", "--no-verify", begun.commit});
  if (!moved) {
    return fail(std::move(moved.error()));
  }
  if (moved->outcome.exit_code != 0) {
    return fail(ErrorKind::kUsage,
                fmt::format("the release {} is begun, and its commit cannot be checked out: {}", begun.tag,
                            trim(moved->errors)),
                "a release is made of what is committed");
  }
  return {};
}

}  // namespace ropewalk::app
