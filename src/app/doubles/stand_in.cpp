// Scripts are made here and nowhere else; every text of a double is quoted for the shell.
#include "app/doubles/stand_in.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/strings.h"
#include "plan/written_form.h"

namespace ropewalk::app {
namespace {

using workflow::Member;
using workflow::Token;

std::string shell_quoted(std::string_view text) { return "'" + replace_all(text, "'", R"('\'')") + "'"; }

/// A line that ends an output and that its value does not have.
std::string delimiter_for(std::string_view value) {
  std::string delimiter = "double";
  while (value.find(delimiter) != std::string_view::npos) {
    delimiter += "_";
  }
  return delimiter;
}

std::string script_of(const Double& with) {
  std::string script;
  for (const auto& [name, value] : with.outputs) {
    const std::string end = delimiter_for(value);
    script += fmt::format("printf '%s\\n' {} {} {} >>\"$GITHUB_OUTPUT\"\n", shell_quoted(name + "<<" + end),
                          shell_quoted(value), shell_quoted(end));
  }
  if (!with.script.empty()) {
    script += with.script + (with.script.ends_with('\n') ? "" : "\n");
  }
  script += with.fails ? "exit 1\n" : "";
  return script.empty() ? ":\n" : script;
}

/// As @actions/core makes it of an input's name.
std::string input_variable(std::string_view name) { return "INPUT_" + to_upper(replace_all(name, " ", "_")); }

}  // namespace

StandIns::StandIns(std::shared_ptr<const workflow::Arena> before) : storage_(std::make_shared<Storage>()) {
  storage_->before = std::move(before);
}

std::shared_ptr<const workflow::Arena> StandIns::storage() const { return {storage_, &storage_->arena}; }

Token StandIns::text(std::string_view text, const Token& place) {
  Token token;
  token.kind = Token::Kind::kString;
  token.file = place.file;
  token.span = place.span;
  token.text = storage_->arena.keep(text);
  return token;
}

const Token* StandIns::keep(const Token& token) {
  const std::span<Token> kept = storage_->arena.make_array<Token>(1);
  kept.front() = token;
  return kept.data();
}

const Token* StandIns::mapping(const std::vector<Member>& members, const Token& place) {
  const std::span<Member> kept = storage_->arena.make_array<Member>(members.size());
  std::copy(members.begin(), members.end(), kept.begin());
  Token token;
  token.kind = Token::Kind::kMapping;
  token.file = place.file;
  token.span = place.span;
  token.members = kept;
  return keep(token);
}

const Token* StandIns::environment(const workflow::Step& step, const Token& place) {
  const bool is_plain = step.env == nullptr || step.env->kind == Token::Kind::kMapping;
  if (!is_plain || step.with == nullptr || step.with->kind != Token::Kind::kMapping) {
    return step.env;
  }
  std::vector<Member> members;
  if (step.env != nullptr) {
    members.assign(step.env->members.begin(), step.env->members.end());
  }
  for (const Member& input : step.with->members) {
    if (input.key.kind == Token::Kind::kString) {
      members.push_back({text(input_variable(input.key.text), place), input.value});
    }
  }
  return mapping(members, place);
}

void StandIns::become_script(workflow::Step& step, const Double& with, const Token& place) {
  step.kind = workflow::StepKind::kRun;
  step.uses = nullptr;
  step.with = nullptr;
  step.run = keep(text(script_of(with), place));
  step.shell = keep(text("bash", place));
  // A folder that the job's defaults name may not be there when nothing was checked out.
  step.working_directory = keep(text(".", place));
}

void StandIns::replace(workflow::Step& step, const Double& with, const SourceFile& file) {
  const bool is_call = step.kind == workflow::StepKind::kUses && step.uses != nullptr;
  if (!is_call && (step.kind != workflow::StepKind::kRun || step.run == nullptr)) {
    return;
  }
  const Token place = is_call ? *step.uses : *step.run;
  if (step.name == nullptr) {
    const std::string written(trim(is_call ? std::string(step.uses->text) : plan::written_form(*step.run, file)));
    step.name = keep(text("Run " + written.substr(0, written.find('\n')), place));
  }
  step.env = environment(step, place);
  become_script(step, with, place);
}

void StandIns::replace(workflow::Job& job, const Double& with) {
  Token place;
  place.span = job.id_span;
  workflow::Step step;
  step.span = job.id_span;
  step.id = "double";
  step.name = keep(text("Double", place));
  become_script(step, with, place);
  job.steps = {std::move(step)};
  std::vector<Member> outputs;
  for (const auto& [name, value] : with.outputs) {
    outputs.push_back({text(name, place), text(value, place)});
  }
  job.outputs = outputs.empty() ? nullptr : mapping(outputs, place);
  job.runs_on = keep(text("self-hosted", place));
  job.container = job.services = job.env = job.defaults = job.snapshot = nullptr;
  job.uses = job.with = job.secrets = nullptr;
  job.inherits_secrets = false;
  job.called = nullptr;
}

}  // namespace ropewalk::app
