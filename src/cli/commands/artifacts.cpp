// `ropewalk artifacts`: lists and fetches what runs left.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/fetch_artifact.h"
#include "app/past_runs.h"
#include "base/display.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--to",
           .letter = "",
           .value = "DIR",
           .help = "Where to unpack (default: a folder named as the artifact)",
           .completion = Completion::kFolder},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "List as JSON, one object for each artifact (schemas/artifacts.schema.json)"},
};

/// What the words say: `[RUN] [list | download NAME]`.
struct Wish {
  std::string run;
  std::string artifact;
};

Result<Wish> read_wish(const std::vector<std::string>& words) {
  Wish wish;
  auto word = words.begin();
  if (word != words.end() && *word != "list" && *word != "download") {
    wish.run = *word++;
  }
  if (word == words.end()) {
    return wish;
  }
  const std::string verb = *word++;
  if (verb == "download" && word == words.end()) {
    return fail(ErrorKind::kUsage, "artifacts download: the artifact's name is missing");
  }
  if (verb == "download") {
    wish.artifact = *word++;
  }
  const bool is_known = verb == "list" || verb == "download";
  if (is_known && word == words.end()) {
    return wish;
  }
  return fail(ErrorKind::kUsage, fmt::format("artifacts: unexpected '{}'", is_known ? *word : verb),
              "the words are [RUN] list, or [RUN] download NAME");
}

std::string list_text(const std::vector<record::Artifact>& artifacts, bool is_json) {
  std::string text;
  std::size_t widest = 0;
  for (const auto& artifact : artifacts) {
    widest = std::max(widest, text_width(printable(artifact.name)));
  }
  for (const auto& artifact : artifacts) {
    if (is_json) {
      const json::object object = {{"name", artifact.name},      {"bytes", artifact.bytes},
                                   {"files", artifact.files},    {"digest", artifact.digest},
                                   {"run", artifact.run.text()}, {"archive", artifact.archive.string()}};
      text += to_json_text(object) + "\n";
    } else {
      text += fmt::format("{}  {}  {}\n", padded(printable(artifact.name), widest),
                          right_aligned(size_text(artifact.bytes), 9), count_text(artifact.files, "file"));
    }
  }
  return text.empty() && !is_json ? "this run left no artifacts\n" : text;
}

int download(const std::vector<record::Artifact>& artifacts, const std::string& name,
             const std::filesystem::path& folder, record::ArtifactStore& store, Outside& outside) {
  const auto found = std::find_if(artifacts.begin(), artifacts.end(),
                                  [&](const record::Artifact& artifact) { return artifact.name == name; });
  if (found == artifacts.end()) {
    std::vector<std::string> names;
    for (const auto& artifact : artifacts) {
      names.push_back(artifact.name);
    }
    return report(Error{ErrorKind::kNotFound,
                        fmt::format("this run left no artifact '{}'", name),
                        names.empty() ? "it left none" : fmt::format("it left {}", join(names, ", ")),
                        {}},
                  outside);
  }
  if (const auto done = app::fetch_artifact(*found, folder, store, outside.files(), outside.archive(),
                                            outside.signals().interrupted());
      !done) {
    return report(done.error(), outside);
  }
  outside.screen().print(fmt::format("{} in {}\n", count_text(found->files, "file"), folder.string()));
  return kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto wish = read_wish(arguments.operands());
  if (!wish) {
    return report(wish.error(), outside);
  }
  const auto directory = directory_of_runs(arguments, outside);
  if (!directory) {
    return report(directory.error(), outside);
  }
  const auto runs = outside.runs();
  if (!runs) {
    return report(runs.error(), outside);
  }
  const auto run = app::find_past_run(**runs, wish->run, *directory);
  if (!run) {
    return report(run.error(), outside);
  }
  const auto store = outside.artifacts();
  if (!store) {
    return report(store.error(), outside);
  }
  const auto artifacts = (*store)->list(run->run);
  if (!artifacts) {
    return report(artifacts.error(), outside);
  }
  if (wish->artifact.empty()) {
    outside.screen().print(list_text(*artifacts, arguments.has("--json")));
    return kExitSuccess;
  }
  const std::filesystem::path folder =
      outside.environment().current_directory() / arguments.value("--to").value_or(wish->artifact);
  return download(*artifacts, wish->artifact, folder, **store, outside);
}

}  // namespace

const Command& artifacts_command() {
  static constexpr Command kCommand{
      .name = "artifacts",
      .summary = "List or fetch what a run left",
      .about = "",
      .examples =
          "ropewalk artifacts                          of the newest run of this repository\n"
          "  ropewalk artifacts 4127 download coverage --to /tmp/coverage",
      .operands = {.value = "[RUN] [list | download NAME]",
                   .help = "A run's id or its beginning (without it, the newest), and what to do",
                   .at_most = 3,
                   .completion = Completion::kArtifact},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
