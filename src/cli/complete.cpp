#include "cli/complete.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "app/explain.h"
#include "app/find_workflows.h"
#include "app/past_runs.h"
#include "app/place.h"
#include "app/read_source.h"
#include "base/strings.h"
#include "cli/command.h"
#include "cli/commands/act/act_words.h"
#include "cli/commands/past_options.h"
#include "cli/complete_line.h"
#include "cli/console/labels.h"
#include "cli/console/palette.h"
#include "cli/console/time_text.h"
#include "engine/step_choice.h"
#include "init/pipeline.h"
#include "plan/event_table.h"
#include "workflow/reader.h"

namespace ropewalk::cli {
namespace {

constexpr int kMostRuns = 50;

/// Finds the values of one kind for a line.
class Finder {
 public:
  Finder(const Line& line, Outside& outside) : line_(line), outside_(outside) {}

  /// The value of an option.
  Candidates find(const Option& option) {
    if (option.name == "--matrix") {
      add_matrix_values(line_.operands, '=');
      return std::move(found_);
    }
    if (line_.command->name == "runs" && option.name == "--result") {
      add_words({"success", "failure", "cancelled", "skipped", "incomplete", "interrupted", "running", "unfinished"});
      return std::move(found_);
    }
    if (line_.command->name == "init" && option.name == "--only") {
      add_words(init::parts());
      return std::move(found_);
    }
    if (option.name == "--from-step" || (option.name == "--step" && option.completion == Completion::kNothing)) {
      add_steps();
      return std::move(found_);
    }
    return find(option.completion);
  }

  /// An operand of the command.
  Candidates find_operand() {
    if (line_.command->name == "act") {
      return find_act_word();
    }
    if (line_.command->name == "explain") {
      for (const std::string& id : app::explained_rules()) {
        add(id, "");
      }
      return std::move(found_);
    }
    return find(line_.command->operands.completion);
  }

  Candidates find(Completion completion) {
    if (completion == Completion::kRun && !line_.operands.empty()) {
      add_past_jobs();  // `shell` takes one behind the run
      return std::move(found_);
    }
    switch (completion) {
      case Completion::kNothing: break;
      case Completion::kFile: found_.has_files = true; break;
      case Completion::kFolder: found_.has_folders = true; break;
      case Completion::kWorkflow: add_workflows(); break;
      case Completion::kEvent: add_events(); break;
      case Completion::kJob: add_jobs(line_.operands); break;
      case Completion::kInput: add_inputs(); break;
      case Completion::kRun: add_runs(); break;
      case Completion::kPastJob: add_past_jobs(); break;
      case Completion::kPastStep: add_past_steps(); break;
      case Completion::kArtifact: add_artifact_words(); break;
      case Completion::kShell:
        for (const std::string_view shell : {"bash", "zsh", "fish"}) {
          add(shell, "");
        }
        break;
    }
    return std::move(found_);
  }

 private:
  void add(std::string_view value, std::string_view about) {
    found_.values.push_back({printable(value), printable(about)});
  }

  void add_words(const std::vector<std::string_view>& words) {
    for (const std::string_view word : words) {
      add(word, "");
    }
  }

  /// act's words are no options of ours: what may stand here is said by the word before.
  Candidates find_act_word() {
    const std::vector<std::string>& words = line_.operands;
    const std::string before = words.empty() ? "" : words.back();
    std::vector<std::string> named;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "-W" || words[i] == "--workflows") {
        named.push_back(words[i + 1]);
      }
    }
    const auto is_one_of = [&](std::initializer_list<std::string_view> flags) {
      return std::find(flags.begin(), flags.end(), before) != flags.end();
    };
    if (is_one_of({"-j", "--job"})) {
      add_jobs(named);
    } else if (is_one_of({"--matrix"})) {
      add_matrix_values(named, ':');
    } else if (is_one_of({"-W", "--workflows", "-e", "--eventpath", "--env-file", "--secret-file", "--var-file",
                          "--input-file"})) {
      found_.has_files = true;
    } else if (is_one_of({"-C", "--directory"})) {
      found_.has_folders = true;
    } else if (!takes_act_value(before)) {
      add_events();
    }
    return std::move(found_);
  }

  /// What the matrices of jobs spell out; what an expression would give is not known here.
  void add_matrix_values(const std::vector<std::string>& names, char between) {
    for (const auto& workflow : workflows(names)) {
      for (const workflow::Job& job : workflow->jobs) {
        const workflow::Token* matrix = job.strategy != nullptr ? job.strategy->find("matrix") : nullptr;
        for (const workflow::Member& vector :
             matrix != nullptr ? matrix->members : std::span<const workflow::Member>()) {
          for (const workflow::Token& value : vector.value.items) {
            if (value.kind == workflow::Token::Kind::kString) {
              add(fmt::format("{}{}{}", vector.key.text, between, value.text), job.id);
            } else if (value.kind == workflow::Token::Kind::kNumber) {
              add(fmt::format("{}{}{}", vector.key.text, between, value.number), job.id);
            }
          }
        }
      }
    }
  }

  /// The workflows that the operands name, or all; those that can be read.
  [[nodiscard]] std::vector<std::shared_ptr<const workflow::Workflow>> workflows(
      const std::vector<std::string>& names) const {
    std::vector<std::shared_ptr<const workflow::Workflow>> all;
    const auto place = app::find_folder(outside_.files(), outside_.environment(), line_.directory);
    const auto paths = place ? app::find_workflows(outside_.files(), *place, names)
                             : Result<std::vector<app::WorkflowPath>>(tl::unexpected(place.error()));
    if (!paths) {
      return all;
    }
    for (const app::WorkflowPath& path : *paths) {
      const auto file = app::read_source(outside_.files(), path);
      auto read = file ? workflow::read_workflow(*file) : workflow::ReadWorkflowResult{};
      if (read.workflow != nullptr) {
        all.push_back(std::move(read.workflow));
      }
    }
    return all;
  }

  void add_workflows() {
    for (const auto& workflow : workflows({})) {
      const std::filesystem::path file(workflow->file->name());
      add(file.stem().string(), workflow->name != nullptr ? workflow->name->text : std::string_view());
    }
    found_.has_files = true;
  }

  void add_events() {
    for (const plan::EventKind& event : plan::all_events()) {
      add(event.name, "");
    }
  }

  void add_jobs(const std::vector<std::string>& names) {
    for (const auto& workflow : workflows(names)) {
      for (const workflow::Job& job : workflow->jobs) {
        add(job.id, job.name != nullptr ? job.name->text : workflow->file->name());
      }
    }
  }

  void add_steps() {
    const std::string wanted = line_.value("--job");
    for (const auto& workflow : workflows(line_.operands)) {
      for (const workflow::Job& job : workflow->jobs) {
        const bool is_wanted = wanted.empty() || equals_ignoring_case(job.id, wanted);
        for (const std::string& name :
             is_wanted ? engine::step_names(job, *workflow->file) : std::vector<std::string>()) {
          add(name, job.id);
        }
      }
    }
  }

  void add_inputs() {
    for (const auto& workflow : workflows(line_.operands)) {
      for (const workflow::Trigger& trigger : workflow->triggers) {
        const workflow::Token* inputs =
            trigger.configuration != nullptr ? trigger.configuration->find("inputs") : nullptr;
        for (const workflow::Member& input :
             inputs != nullptr ? inputs->members : std::span<const workflow::Member>()) {
          const workflow::Token* about = input.value.find("description");
          add(fmt::format("{}=", input.key.text), about != nullptr ? about->text : std::string_view());
        }
      }
    }
  }

  [[nodiscard]] std::string directory_of_runs() const {
    const auto place = app::find_folder(outside_.files(), outside_.environment(), line_.directory);
    return place ? place->top.string() : "";
  }

  void add_runs() {
    const auto store = outside_.runs();
    const auto runs = store ? (*store)->runs(directory_of_runs(), kMostRuns)
                            : Result<std::vector<record::RunSummary>>(tl::unexpected(store.error()));
    if (!runs) {
      return;
    }
    if (!runs->empty()) {
      add("latest", "the newest run of this repository");
    }
    const bool all_have_ended = std::all_of(runs->begin(), runs->end(), [](const auto& run) { return run.finish; });
    const std::set<RunId> running = running_runs(all_have_ended, outside_);
    for (const record::RunSummary& run : *runs) {
      add(run.run.text(), fmt::format("{}, {}, {}", workflow_name(run.start), state_of(run, running),
                                      ago_text(run.started, outside_.clock().now())));
    }
  }

  [[nodiscard]] std::optional<app::PastRun> past_run() const {
    const auto store = outside_.runs();
    const std::string prefix = line_.operands.empty() ? "" : line_.operands.front();
    auto past = store ? app::read_past_run(**store, prefix, directory_of_runs())
                      : Result<app::PastRun>(tl::unexpected(store.error()));
    return past ? std::optional(std::move(*past)) : std::nullopt;
  }

  void add_past_jobs() {
    const auto past = past_run();
    for (const report::JobState& job : past ? past->state.jobs : std::vector<report::JobState>()) {
      add(job.queued.name, job.finish ? record::name(job.finish->conclusion) : "unfinished");
    }
  }

  void add_past_steps() {
    const auto past = past_run();
    const std::string wanted = line_.value("--job");
    for (const report::JobState& job : past ? past->state.jobs : std::vector<report::JobState>()) {
      const bool is_wanted = wanted.empty() || equals_ignoring_case(job.queued.name, wanted) ||
                             equals_ignoring_case(job.queued.key, wanted);
      for (const report::StepState& step : is_wanted ? job.steps : std::vector<report::StepState>()) {
        add(std::to_string(step.start.number), fmt::format("{} › {}", job_name(job), step_name(step.start)));
      }
    }
  }

  void add_artifact_words() {
    const bool has_run = !line_.operands.empty() && line_.operands.front() != "download";
    const std::size_t verb = has_run ? 1 : 0;
    if (line_.operands.size() == verb) {
      add("list", "what the run left");
      add("download", "unpack one");
      if (!has_run) {
        add_runs();
      }
      return;
    }
    const auto store = outside_.runs();
    const auto artifacts = outside_.artifacts();
    if (line_.operands.size() != verb + 1 || line_.operands[verb] != "download" || !store || !artifacts) {
      return;
    }
    const auto run = app::find_past_run(**store, has_run ? line_.operands.front() : "", directory_of_runs());
    const auto list =
        run ? (*artifacts)->list(run->run) : Result<std::vector<record::Artifact>>(tl::unexpected(run.error()));
    for (const record::Artifact& artifact : list ? *list : std::vector<record::Artifact>()) {
      add(artifact.name, size_text(artifact.bytes));
    }
  }

  const Line& line_;
  Outside& outside_;
  Candidates found_;
};

Candidates command_names() {
  Candidates found;
  for (const Command* command : all_commands()) {
    if (!command->is_hidden) {
      found.values.push_back({std::string(command->name), std::string(command->summary)});
    }
  }
  found.values.push_back({"help", "Show the help of a command"});
  return found;
}

void add_subcommands(const Command& command, Candidates& found) {
  for (const Command* below : command.subcommands) {
    if (!below->is_hidden) {
      found.values.push_back({std::string(below->last_word()), std::string(below->summary)});
    }
  }
}

Candidates option_names(const Command& command) {
  Candidates found;
  for (const Option& option : command.options) {
    found.values.push_back({std::string(option.name), std::string(option.help)});
  }
  found.values.push_back({"--help", "Show the help of this command"});
  return found;
}

Candidates keep(Candidates found, std::string_view beginning, std::string_view before = "") {
  std::erase_if(found.values, [&](const Candidate& candidate) {
    return !equals_ignoring_case(std::string_view(candidate.value).substr(0, beginning.size()), beginning);
  });
  std::vector<Candidate> distinct;
  for (Candidate& candidate : found.values) {
    const bool is_known = std::any_of(distinct.begin(), distinct.end(),
                                      [&](const Candidate& other) { return other.value == candidate.value; });
    if (!is_known) {
      distinct.push_back(std::move(candidate));
    }
  }
  for (Candidate& candidate : distinct) {
    candidate.value.insert(0, before);
  }
  found.values = std::move(distinct);
  return found;
}

}  // namespace

Candidates complete(const std::vector<std::string>& words, Outside& outside) {
  if (words.empty()) {
    return command_names();
  }
  const std::string& last = words.back();
  const std::vector<std::string> before(words.begin(), words.end() - 1);
  const bool is_folder = !before.empty() && before.back() == "-C" && before.size() % 2 == 1;
  const Line line = read_line(before);
  if (line.command == nullptr && is_folder) {
    return {.values = {}, .has_files = false, .has_folders = true};
  }
  if (line.command == nullptr) {
    const bool is_first = before.empty() || (before.size() >= 2 && before[before.size() - 2] == "-C");
    return is_first || before.back() == "help" ? keep(command_names(), last) : Candidates{};
  }
  Finder finder(line, outside);
  if (line.open != nullptr) {
    return keep(finder.find(*line.open), last);
  }
  if (const std::size_t equals = last.find('='); last.starts_with("--") && equals != std::string::npos) {
    const Option* option = find_option(*line.command, last.substr(0, equals));
    return option == nullptr ? Candidates{}
                             : keep(finder.find(*option), last.substr(equals + 1), last.substr(0, equals + 1));
  }
  if (last.starts_with('-') && !line.is_literal) {
    return keep(option_names(*line.command), last);
  }
  const int most = line.command->operands.at_most;
  const bool has_room = most < 0 || static_cast<int>(line.operands.size()) < most;
  Candidates found = has_room ? finder.find_operand() : Candidates{};
  if (line.operands.empty() && !line.is_literal) {
    add_subcommands(*line.command, found);
  }
  return keep(std::move(found), last);
}

}  // namespace ropewalk::cli
