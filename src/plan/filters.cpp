#include "plan/filters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "plan/event_facts.h"
#include "plan/event_table.h"
#include "plan/payloads/common.h"
#include "text/glob.h"

namespace ropewalk::plan {
namespace {

using Answer = Result<std::optional<Refusal>>;

Result<text::PatternList> compile(const workflow::Token& filter, const SourceFilePtr& file) {
  auto list = text::PatternList::compile(texts_of(filter));
  if (!list) {
    Error error = list.error();
    error.place = SourceRef{file, filter.span};
    return fail(std::move(error));
  }
  return list;
}

/// One workflow's trigger held against one event.
class Check {
 public:
  Check(const workflow::Workflow& workflow, const workflow::Trigger& trigger, const Event& event)
      : workflow_(workflow), trigger_(trigger), event_(event) {}

  Answer types(const EventKind& kind) const {
    if (event_.action.empty()) {
      return std::nullopt;
    }
    if (const workflow::Token* filter = find("types")) {
      return contains(texts_of(*filter), event_.action) ? passes() : refuse("types", *filter, "type", event_.action);
    }
    if (kind.default_types.empty() || std::ranges::count(kind.default_types, event_.action) > 0) {
      return passes();
    }
    return Refusal{fmt::format("on.{} has no 'types', and '{}' is not one of the defaults ({})", kind.name,
                               event_.action, fmt::join(kind.default_types, ", ")),
                   place(trigger_.span)};
  }

  /// Patterns for one value: the list named `key`, and the one that names what to leave out.
  Answer patterns(std::string_view key, std::string_view what, std::string_view value) const {
    if (const workflow::Token* filter = find(key)) {
      const auto matches = any_matches(*filter, value);
      if (!matches) {
        return fail(matches.error());
      }
      if (!*matches) {
        return refuse(key, *filter, what, value);
      }
    }
    const std::string ignored = std::string(key) + "-ignore";
    if (const workflow::Token* filter = find(ignored)) {
      const auto matches = any_matches(*filter, value);
      if (!matches) {
        return fail(matches.error());
      }
      if (*matches) {
        return refuse(ignored, *filter, what, value);
      }
    }
    return passes();
  }

  /// A push is of a branch or of a tag; filters of the other kind alone keep it out.
  Answer pushed_ref() const {
    const bool is_tag = event_.ref_type == "tag";
    const std::string_view own = is_tag ? "tags" : "branches";
    const std::string_view other = is_tag ? "branches" : "tags";
    if (find_either(own) == nullptr && find_either(other) != nullptr) {
      return Refusal{
          fmt::format("on.push has only {}, and {} '{}' was pushed", other, event_.ref_type, event_.ref_name),
          place(find_either(other)->span)};
    }
    return patterns(own, event_.ref_type, event_.ref_name);
  }

  Answer paths() const {
    // Without knowing the files GitHub runs the workflow.
    if (event_.ref_type == "tag" || !event_.changed_files) {
      return passes();
    }
    if (const workflow::Token* filter = find("paths")) {
      const auto count = matching_files(*filter);
      if (!count) {
        return fail(count.error());
      }
      if (*count == 0) {
        return refuse_files("paths", *filter);
      }
    }
    if (const workflow::Token* filter = find("paths-ignore")) {
      const auto count = matching_files(*filter);
      if (!count) {
        return fail(count.error());
      }
      const std::size_t all = event_.changed_files->size();
      if (all > 0 && *count == all) {
        return refuse_files("paths-ignore", *filter);
      }
    }
    return passes();
  }

  /// Names that must be there as written, not patterns.
  Answer names(std::string_view key, std::string_view what, const std::string& value) const {
    const workflow::Token* filter = find(key);
    if (filter == nullptr || contains(texts_of(*filter), value)) {
      return passes();
    }
    return refuse(key, *filter, what, value);
  }

  Answer schedules(const std::string& cron) const {
    if (cron.empty() || trigger_.configuration == nullptr) {
      return passes();
    }
    std::vector<std::string> crons;
    for (const workflow::Token& item : trigger_.configuration->items) {
      if (const workflow::Token* one = item.find("cron")) {
        crons.emplace_back(one->text);
      }
    }
    if (contains(crons, cron)) {
      return passes();
    }
    return Refusal{fmt::format("on.schedule has no cron '{}', only '{}'", cron, join(crons, "', '")),
                   place(trigger_.span)};
  }

  [[nodiscard]] const workflow::Token* find(std::string_view key) const {
    return trigger_.configuration == nullptr ? nullptr : trigger_.configuration->find(key);
  }

 private:
  static Answer passes() { return std::optional<Refusal>(); }

  static bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  }

  [[nodiscard]] const workflow::Token* find_either(std::string_view key) const {
    const workflow::Token* found = find(key);
    return found != nullptr ? found : find(std::string(key) + "-ignore");
  }

  [[nodiscard]] SourceRef place(Span span) const { return {workflow_.file, span}; }

  [[nodiscard]] Result<bool> any_matches(const workflow::Token& filter, std::string_view value) const {
    const auto list = compile(filter, workflow_.file);
    if (!list) {
      return fail(list.error());
    }
    return list->matches(value);
  }

  [[nodiscard]] Result<std::size_t> matching_files(const workflow::Token& filter) const {
    const auto list = compile(filter, workflow_.file);
    if (!list) {
      return fail(list.error());
    }
    return static_cast<std::size_t>(
        std::ranges::count_if(*event_.changed_files, [&](const std::string& file) { return list->matches(file); }));
  }

  [[nodiscard]] Answer refuse(std::string_view key, const workflow::Token& filter, std::string_view what,
                              std::string_view value) const {
    const bool is_ignore = key.ends_with("-ignore");
    return Refusal{fmt::format("on.{}.{} [{}] {} {} '{}'", trigger_.event, key, join(texts_of(filter), ", "),
                               is_ignore ? "leaves out" : "does not have", what, value),
                   place(filter.span)};
  }

  /// Of `paths` no changed file matches, of `paths-ignore` all of them do.
  [[nodiscard]] Answer refuse_files(std::string_view key, const workflow::Token& filter) const {
    const std::vector<std::string>& files = *event_.changed_files;
    const bool is_ignore = key.ends_with("-ignore");
    std::string seen = "matches nothing: no file changed";
    if (files.size() == 1) {
      seen = fmt::format("{} the changed file '{}'", is_ignore ? "matches" : "does not match", files[0]);
    } else if (!files.empty()) {
      seen = fmt::format("matches {} the {} changed files ('{}', …)", is_ignore ? "all of" : "none of", files.size(),
                         files[0]);
    }
    return Refusal{fmt::format("on.{}.{} [{}] {}", trigger_.event, key, join(texts_of(filter), ", "), seen),
                   place(filter.span)};
  }

  const workflow::Workflow& workflow_;
  const workflow::Trigger& trigger_;
  const Event& event_;
};

Answer check_filters(const Check& check, const Event& event) {
  const json::object& payload = event.payload;
  if (event.name == "push") {
    auto answer = check.pushed_ref();
    return !answer || *answer ? answer : check.paths();
  }
  if (event.name == "pull_request" || event.name == "pull_request_target") {
    auto answer = check.patterns("branches", "base branch", event.base_ref);
    return !answer || *answer ? answer : check.paths();
  }
  if (event.name == "merge_group") {
    return check.patterns("branches", "base branch", short_ref(text_at(payload, {"merge_group", "base_ref"})));
  }
  if (event.name == "workflow_run") {
    auto answer = check.names("workflows", "workflow", text_at(payload, {"workflow_run", "name"}));
    if (!answer || *answer) {
      return answer;
    }
    return check.patterns("branches", "branch", text_at(payload, {"workflow_run", "head_branch"}));
  }
  if (event.name == "image_version") {
    auto answer = check.patterns("names", "image", text_at(payload, {"image_version", "name"}));
    if (!answer || *answer) {
      return answer;
    }
    return check.patterns("versions", "version", text_at(payload, {"image_version", "version"}));
  }
  if (event.name == "schedule") {
    return check.schedules(text_at(payload, {"schedule"}));
  }
  return std::optional<Refusal>();
}

/// What in a commit's message asks for no runs; empty when nothing does.
std::string_view skip_mark(std::string_view message) {
  for (const std::string_view mark : {"[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"}) {
    if (message.find(mark) != std::string_view::npos) {
      return mark;
    }
  }
  // A trailer stands after an empty line, at the end.
  message = trim(message);
  const std::size_t end = message.rfind('\n');
  const std::string_view last = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
  return last == "skip-checks: true" || last == "skip-checks:true" ? last : std::string_view();
}

Refusal not_named(const workflow::Workflow& workflow, const Event& event) {
  std::vector<std::string> named;
  for (const workflow::Trigger& trigger : workflow.triggers) {
    named.emplace_back(trigger.event);
  }
  const Span span = workflow.triggers.empty() ? Span{} : workflow.triggers.front().span;
  return {fmt::format("on: has {}, not {}", named.empty() ? "nothing" : join(named, ", "), event.name),
          SourceRef{workflow.file, span}};
}

}  // namespace

bool looks_at_paths(const workflow::Workflow& workflow, std::string_view event) {
  const workflow::Trigger* trigger = workflow.find_trigger(event);
  if (trigger == nullptr || trigger->configuration == nullptr) {
    return false;
  }
  return trigger->configuration->find("paths") != nullptr || trigger->configuration->find("paths-ignore") != nullptr;
}

Result<void> check_triggers(const workflow::Workflow& workflow) {
  for (const workflow::Trigger& trigger : workflow.triggers) {
    if (trigger.configuration == nullptr) {
      continue;
    }
    for (const char* key : {"branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"}) {
      const workflow::Token* filter = trigger.configuration->find(key);
      if (filter == nullptr) {
        continue;
      }
      if (const auto list = compile(*filter, workflow.file); !list) {
        return fail(list.error());
      }
    }
  }
  return {};
}

std::vector<std::string> texts_of(const workflow::Token& token) {
  std::vector<std::string> texts;
  switch (token.kind) {
    case workflow::Token::Kind::kSequence:
      for (const workflow::Token& item : token.items) {
        for (std::string& text : texts_of(item)) {
          texts.push_back(std::move(text));
        }
      }
      break;
    case workflow::Token::Kind::kNumber: texts.push_back(expr::number_text(token.number)); break;
    case workflow::Token::Kind::kBoolean: texts.emplace_back(token.boolean ? "true" : "false"); break;
    case workflow::Token::Kind::kString:
    case workflow::Token::Kind::kExpression:
    case workflow::Token::Kind::kInsert: texts.emplace_back(token.text); break;
    case workflow::Token::Kind::kMapping:
    case workflow::Token::Kind::kNull: break;
  }
  return texts;
}

std::optional<Refusal> skip_refusal(const Event& event) {
  if (event.name != "push" && event.name != "pull_request") {
    return std::nullopt;
  }
  const std::string_view mark = skip_mark(event.head_message);
  if (mark.empty()) {
    return std::nullopt;
  }
  const std::string_view first_line = std::string_view(event.head_message).substr(0, event.head_message.find('\n'));
  return Refusal{fmt::format("the message of the newest commit has '{}': '{}'", mark, trim(first_line)), {}};
}

std::optional<Refusal> passed_over(const PlannedRun& run) {
  if (run.refusal) {
    return std::nullopt;
  }
  auto refusal = trigger_refusal(*run.root.workflow, *run.event);
  return refusal && *refusal ? *std::move(refusal) : skip_refusal(*run.event);
}

std::optional<Refusal> event_refusal(const workflow::Workflow& workflow, const Event& event) {
  return workflow.find_trigger(event.name) == nullptr ? std::optional(not_named(workflow, event)) : std::nullopt;
}

Result<std::optional<Refusal>> trigger_refusal(const workflow::Workflow& workflow, const Event& event) {
  const workflow::Trigger* trigger = workflow.find_trigger(event.name);
  const EventKind* kind = find_event(event.name);
  if (trigger == nullptr || kind == nullptr) {
    return not_named(workflow, event);
  }
  const Check check(workflow, *trigger, event);
  auto answer = check.types(*kind);
  return !answer || *answer ? answer : check_filters(check, event);
}

}  // namespace ropewalk::plan
