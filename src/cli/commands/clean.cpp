// `ropewalk clean`: removes what earlier runs left.
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>

#include "app/abandoned_runs.h"
#include "app/attempts/kept_request.h"
#include "app/failures/kept_jobs.h"
#include "app/folders.h"
#include "app/old_pages.h"
#include "app/running_runs.h"
#include "app/tidy.h"
#include "cli/commands/all.h"
#include "cli/confirm.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kAsKept = -1;

constexpr std::array kOptions = {
    Option{.name = "--older-than",
           .letter = "",
           .value = "DAYS",
           .help = "Remove runs that are older than this (default: ROPEWALK_KEEP_DAYS, or 90)"},
    Option{.name = "--all",
           .letter = "",
           .value = "",
           .help = "Remove every run that has ended, all caches and all tools that were made for jobs"},
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "With --all: remove without asking"},
    Option{.name = "--dry-run", .letter = "", .value = "", .help = "Say what would be removed, and remove nothing"},
};

constexpr std::string_view kAbout = R"text(
Removes runs that are too old with their logs and artifacts, artifacts and caches that have
expired, the folders of failed jobs after 7 days, and what runs that were killed have left.
Runs in progress are left alone.
)text";

/// What is removed, and what was said of it.
class Cleaning {
 public:
  Cleaning(Outside& outside, bool is_rehearsal, bool is_all)
      : outside_(outside),
        is_rehearsal_(is_rehearsal),
        is_all_(is_all),
        folders_(app::folders(outside.environment())),
        living_(app::running_runs(folders_, outside.files())) {}

  /// Runs over the limits, and what has expired on its own. Errors: those of the stores.
  Result<void> clean_stores(const record::RunRetention& limits) {
    const auto runs = outside_.runs();
    const auto artifacts = outside_.artifacts();
    const auto caches = outside_.caches();
    if (!runs || !artifacts || !caches) {
      return fail(!runs ? runs.error() : !artifacts ? artifacts.error() : caches.error());
    }
    const auto tidied = app::remove_expired_runs(**runs, **artifacts, limits, living_, is_rehearsal_);
    const auto old_artifacts = tidied ? (*artifacts)->tidy(is_rehearsal_) : fail(tidied.error());
    const auto old_caches = old_artifacts ? (*caches)->tidy(is_rehearsal_) : fail(old_artifacts.error());
    if (!old_caches) {
      return fail(old_caches.error());
    }
    say("run", tidied->runs);
    say("artifact", {.entries = tidied->artifacts.entries + old_artifacts->entries,
                     .bytes = tidied->artifacts.bytes + old_artifacts->bytes});
    say("cache", *old_caches);
    say("page", app::remove_old_pages(folders_, **runs, tidied->ids, is_rehearsal_, outside_.files()));
    const auto age = is_all_ ? std::chrono::days(0) : app::kFailedJobsStay;
    for (const fs::path& folder :
         app::remove_kept_places(folders_, outside_.clock().now(), age, is_rehearsal_, outside_.files())) {
      write(fmt::format("{}: {} (of failed jobs)", verb(), folder.string()));
    }
    if (!is_rehearsal_) {
      app::remove_old_requests(folders_, **runs, outside_.files());
    }
    if (!is_rehearsal_ && tidied->runs.entries > 0) {
      if (const auto given_back = (*runs)->compact(true); !given_back) {
        return fail(given_back.error());
      }
    }
    return {};
  }

  /// What can be made again: caches, the tools that jobs share, and work folders that were kept. Errors: a folder
  /// cannot be removed.
  Result<void> remove_what_can_be_made_again() {
    if (!living_.empty()) {
      warn("caches and tools stay: a run that may need them is in progress", "call it again when the run has ended", {},
           outside_);
      return {};
    }
    for (const char* name : {"caches", "tools", "shared", "work"}) {
      const fs::path folder = folders_.cache / name;
      if (outside_.files().type(folder) == ports::FileType::kMissing) {
        continue;
      }
      if (auto removed = is_rehearsal_ ? Result<void>() : outside_.files().remove_all(folder); !removed) {
        return removed;
      }
      write(fmt::format("{}: {}", verb(), folder.string()));
    }
    return {};
  }

  void finish() {
    if (!has_said_) {
      write("there is nothing to remove");
    }
  }

 private:
  [[nodiscard]] std::string_view verb() const { return is_rehearsal_ ? "would be removed" : "removed"; }

  void say(std::string_view noun, const record::Removed& removed) {
    if (removed.entries > 0) {
      write(fmt::format("{}: {}, {}", verb(), count_text(removed.entries, noun), size_text(removed.bytes)));
    }
  }

  void write(const std::string& line) {
    has_said_ = true;
    outside_.screen().print(line + "\n");
  }

  Outside& outside_;
  bool is_rehearsal_;
  bool is_all_;
  app::Folders folders_;
  std::set<RunId> living_;
  bool has_said_ = false;
};

Result<record::RunRetention> limits_of(const Arguments& arguments, Outside& outside) {
  auto keep = app::keep_settings(outside.environment());
  if (!keep) {
    return fail(std::move(keep.error()));
  }
  const auto days = arguments.number("--older-than", 0, kAsKept);
  if (!days) {
    return fail(days.error());
  }
  if (*days != kAsKept && arguments.has("--all")) {
    return fail(ErrorKind::kUsage, "--all and --older-than cannot be used together", "leave one of them out");
  }
  if (*days != kAsKept) {
    keep->age = std::chrono::days(*days);
  }
  if (arguments.has("--all")) {
    keep->age = std::chrono::days(0);
  }
  return app::retention(*keep, outside.clock().now());
}

/// Whether all is to go, which a terminal is asked for; an exit code when not.
std::optional<int> refuses(const Arguments& arguments, Outside& outside) {
  const bool asks = arguments.has("--all") && !arguments.has("--yes") && !arguments.has("--dry-run") &&
                    outside.screen().is_terminal(ports::Stream::kOutput);
  if (!asks) {
    return std::nullopt;
  }
  const auto answer =
      confirm("Remove all runs that have ended, with logs and artifacts, and all caches and tools?", outside);
  if (!answer) {
    return report({ErrorKind::kUsage, "nothing was removed: nobody can be asked", "--yes removes without a question"},
                  outside);
  }
  if (!*answer) {
    outside.screen().print("Nothing was removed\n");
    return kExitFailure;
  }
  return std::nullopt;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto limits = limits_of(arguments, outside);
  if (!limits) {
    return report(limits.error(), outside);
  }
  if (const auto code = refuses(arguments, outside)) {
    return *code;
  }
  Cleaning cleaning(outside, arguments.has("--dry-run"), arguments.has("--all"));
  if (const auto done = cleaning.clean_stores(*limits); !done) {
    return report(done.error(), outside);
  }
  if (arguments.has("--all")) {
    if (const auto done = cleaning.remove_what_can_be_made_again(); !done) {
      return report(done.error(), outside);
    }
  }
  cleaning.finish();
  return kExitSuccess;
}

}  // namespace

const Command& clean_command() {
  static constexpr Command kCommand{
      .name = "clean",
      .summary = "Remove old runs, their artifacts and caches",
      .about = kAbout,
      .examples =
          "ropewalk clean --dry-run           what would be removed\n"
          "  ropewalk clean --older-than 7\n"
          "  ropewalk clean --all               everything but runs in progress\n"
          "\n"
          "`ropewalk run` removes old runs as well when it starts. ROPEWALK_KEEP_DAYS (90) and\n"
          "ROPEWALK_KEEP_MB (2000, of logs) say how much stays.",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
