#include "lint/visit.h"

#include <array>

namespace ropewalk::lint {
namespace {

using workflow::Job;
using workflow::Step;
using workflow::Token;

class Visitor {
 public:
  explicit Visitor(const std::function<void(const JobExpression&)>& visit) : visit_(visit) {}

  void job(const Job& job) {
    job_ = &job;
    condition(job.condition);
    for (const Token* token :
         std::array{job.name, job.continue_on_error, job.timeout_minutes, job.cancel_timeout_minutes, job.concurrency,
                    job.env, job.environment, job.defaults, job.runs_on, job.container, job.services, job.outputs,
                    job.strategy, job.with, job.secrets}) {
      value(token);
    }
    steps(job.steps);
  }

  void action(const workflow::ActionFile& action) {
    steps(action.steps);
    for (const workflow::ActionOutput& output : action.outputs) {
      value(output.value);
    }
  }

 private:
  void steps(const std::vector<Step>& all) {
    for (const Step& step : all) {
      step_ = &step;
      condition(step.condition);
      for (const Token* token : std::array{step.name, step.continue_on_error, step.timeout_minutes, step.env, step.run,
                                           step.shell, step.working_directory, step.with}) {
        value(token);
      }
      steps(step.parallel);
    }
    step_ = nullptr;
  }

  void condition(const std::optional<workflow::Condition>& condition) {
    if (condition && !condition->written.empty()) {
      visit_({job_, step_, condition->expression, condition->span});
    }
  }

  void value(const Token* token) {
    if (token != nullptr) {
      value(*token);
    }
  }

  void value(const Token& token) {
    if (token.kind == Token::Kind::kExpression) {
      visit_({job_, step_, *token.expression, token.span});
    }
    for (const Token& item : token.items) {
      value(item);
    }
    for (const workflow::Member& member : token.members) {
      value(member.key);
      value(member.value);
    }
  }

  const Job* job_ = nullptr;
  const std::function<void(const JobExpression&)>& visit_;
  const Step* step_ = nullptr;
};

}  // namespace

void for_each_expression(const Job& job, const std::function<void(const JobExpression&)>& visit) {
  Visitor(visit).job(job);
}

void for_each_expression(const workflow::ActionFile& action, const std::function<void(const JobExpression&)>& visit) {
  Visitor(visit).action(action);
}

void for_each_step(const std::vector<Step>& steps, const std::function<void(const Step&)>& visit) {
  for (const Step& step : steps) {
    visit(step);
    for_each_step(step.parallel, visit);
  }
}

SourceRef place_of(const SourceFilePtr& file, const JobExpression& where, const expr::Node& part) {
  const std::string_view words =
      std::string_view(where.expression.text()).substr(part.span.begin, part.span.end - part.span.begin);
  const std::string_view source = file->text().substr(where.span.begin, where.span.end - where.span.begin);
  const std::size_t found = words.empty() ? std::string_view::npos : source.find(words);
  if (found == std::string_view::npos) {
    return {file, where.span};
  }
  const auto begin = static_cast<std::uint32_t>(where.span.begin + found);
  return {file, {begin, begin + static_cast<std::uint32_t>(words.size())}};
}

}  // namespace ropewalk::lint
