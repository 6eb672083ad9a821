// `ropewalk notify result`: tells the channels how a pipeline went, from a last job of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "app/folders.h"
#include "app/notify/tell.h"
#include "base/hash.h"
#include "base/strings.h"
#include "cli/commands/notify/notify.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--result",
           .letter = "",
           .value = "RESULT",
           .help = "success, failure or cancelled (default: what --needs says)"},
    Option{.name = "--needs", .letter = "", .value = "JSON", .help = "The jobs' results: '${{ toJSON(needs) }}'"},
    Option{.name = "--workflow",
           .letter = "",
           .value = "NAME",
           .help = "What the pipeline is called (default: GITHUB_WORKFLOW)"},
    Option{.name = "--detail", .letter = "", .value = "TEXT", .help = "One sentence more"},
    Option{.name = "--id",
           .letter = "",
           .value = "ID",
           .help = "What the result belongs to: it is told once (default: the run and its attempt)"},
};

struct PipelineResult {
  bool is_success = true;
  std::string detail;
};

/// The results of jobs as the `needs` context has them.
Result<PipelineResult> from_needs(const std::string& text) {
  const auto value = parse_json(text, "--needs");
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kUsage, "--needs is not a JSON object", "write it as --needs '${{ toJSON(needs) }}'");
  }
  std::vector<std::string> failed;
  for (const auto& [job, facts] : value->as_object()) {
    const std::string_view result = facts.is_object() ? string_member(facts.as_object(), "result") : "";
    if (result == "failure" || result == "cancelled") {
      failed.push_back(fmt::format("{} ({})", std::string_view(job), result));
    }
  }
  return PipelineResult{failed.empty(), failed.empty() ? "" : "Not well: " + join(failed, ", ")};
}

Result<PipelineResult> wanted_result(const Arguments& arguments) {
  PipelineResult result;
  if (const auto needs = arguments.value("--needs")) {
    auto read = from_needs(*needs);
    if (!read) {
      return fail(std::move(read.error()));
    }
    result = std::move(*read);
  } else if (!arguments.has("--result")) {
    return fail(ErrorKind::kUsage, "say how it went: --needs '${{ toJSON(needs) }}', or --result");
  }
  if (const auto given = arguments.value("--result")) {
    if (*given != "success" && *given != "failure" && *given != "cancelled") {
      return fail(ErrorKind::kUsage, fmt::format("there is no result '{}'", *given),
                  "results are success, failure and cancelled");
    }
    result.is_success = *given == "success";
  }
  if (const auto detail = arguments.value("--detail")) {
    result.detail = result.detail.empty() ? *detail : fmt::format("{}. {}", *detail, result.detail);
  }
  return result;
}

notify::Message message_of(const PipelineResult& result, const Arguments& arguments, Outside& outside) {
  const auto variable = [&](std::string_view name) { return outside.environment().variable(name).value_or(""); };
  notify::Message message;
  message.what = result.is_success ? notify::Happening::kPipelineSucceeded : notify::Happening::kPipelineFailed;
  message.time = outside.clock().now();
  message.workflow = arguments.value("--workflow").value_or(variable("GITHUB_WORKFLOW"));
  message.workflow = message.workflow.empty() ? "The pipeline" : message.workflow;
  message.service = variable("GITHUB_REPOSITORY");
  message.commit = variable("GITHUB_SHA");
  message.version = variable("GITHUB_REF_NAME");
  message.by = variable("GITHUB_ACTOR");
  message.detail = result.detail;
  const std::string run = variable("GITHUB_RUN_ID");
  if (!run.empty() && !variable("GITHUB_SERVER_URL").empty()) {
    message.url = fmt::format("{}/{}/actions/runs/{}", variable("GITHUB_SERVER_URL"), message.service, run);
  }
  const std::string own = run.empty() ? ports::make_uuid(outside.random())
                                      : fmt::format("{}/{}/{}", message.service, run, variable("GITHUB_RUN_ATTEMPT"));
  message.thread = "run/" + arguments.value("--id").value_or(own);
  message.id = to_hex(sha256(message.thread + "/" + message.workflow)).substr(0, 32);
  return message;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto result = wanted_result(arguments);
  if (!result) {
    return report(result.error(), outside);
  }
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  const app::Channels channels = app::make_channels(here->config.notify, outside.environment());
  const notify::Redactor redactor = app::make_redactor(channels, outside.environment());
  const auto folder = pipeline_outbox(outside);
  const auto outbox = outside.outbox(folder);
  if (!outbox) {
    return report(outbox.error(), outside);
  }
  const notify::Message message = redactor.clean(message_of(*result, arguments, outside));
  if (auto put = (*outbox)->put({{message, notify::channels_for(message, channels.all)}}, "results", 0); !put) {
    return report(put.error(), outside);
  }
  return deliver_and_report(**outbox, folder, channels, redactor, outside);
}

constexpr std::array kListOptions = {
    Option{.name = "--all", .letter = "-a", .value = "", .help = "Those that arrived, too"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print one JSON object for each message"},
};

int list(const Arguments& arguments, Outside& outside) {
  const auto outbox = outside.outbox(pipeline_outbox(outside));
  const auto rows = outbox ? (*outbox)->rows(1000) : Result<std::vector<notify::OutboxRow>>(fail(outbox.error()));
  if (!rows) {
    return report(rows.error(), outside);
  }
  for (const notify::OutboxRow& row : *rows) {
    if (row.state == notify::OutboxRow::State::kDone && !arguments.has("--all")) {
      continue;
    }
    if (arguments.has("--json")) {
      outside.screen().print(to_json_text(json::object{{"channel", row.channel},
                                                       {"state", notify::name_of(row.state)},
                                                       {"tries", row.tries},
                                                       {"trouble", row.trouble},
                                                       {"message", notify::to_json(row.message)}}) +
                             "\n");
    } else {
      outside.screen().print(fmt::format("{:<16} {:<7} {}{}\n", row.channel, notify::name_of(row.state),
                                         notify::title_of(row.message),
                                         row.trouble.empty() ? "" : "  (" + row.trouble + ")"));
    }
  }
  return kExitSuccess;
}

constexpr std::array kDeliverOptions = {kDirectoryOption};

int deliver(const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  const app::Channels channels = app::make_channels(here->config.notify, outside.environment());
  const notify::Redactor redactor = app::make_redactor(channels, outside.environment());
  const auto folder = pipeline_outbox(outside);
  const auto outbox = outside.outbox(folder);
  if (!outbox) {
    return report(outbox.error(), outside);
  }
  return deliver_and_report(**outbox, folder, channels, redactor, outside);
}

}  // namespace

std::filesystem::path pipeline_outbox(Outside& outside) { return app::folders(outside.environment()).state / "outbox"; }

int deliver_and_report(notify::Outbox& outbox, const std::filesystem::path& folder, const app::Channels& channels,
                       const notify::Redactor& redactor, Outside& outside) {
  notify::DeliveryRules rules;
  if (const auto given = outside.environment().variable("ROPEWALK_NOTIFY_FIRST_WAIT_MS")) {
    rules.first_wait = std::chrono::milliseconds(std::max(1, std::atoi(given->c_str())));
  }
  const auto done = app::deliver_outbox(outbox, folder, channels, redactor, rules, outside.files(),
                                        delivery_ports(outside), outside.signals().interrupted());
  if (!done) {
    return report(done.error(), outside);
  }
  for (const Error& trouble : channels.troubles) {
    warn(trouble.message, {}, {}, outside);
  }
  for (const std::string& trouble : done->troubles) {
    warn(trouble, {}, {}, outside);
  }
  if (outside.signals().interrupted().stop_requested()) {
    return kExitInterrupted;
  }
  return done->lost > 0 ? kExitFailure : done->waiting > 0 ? kExitIncomplete : kExitSuccess;
}

const Command& notify_result_command() {
  static constexpr Command kCommand{
      .name = "notify result",
      .summary = "Tell the channels how a pipeline went",
      .about = R"text(
For the last job of a workflow, which needs all others and runs `if: always()`. The message
is kept until each channel has it; a result is told once, however often the command runs.

Exits with 3 while a channel has not taken it, with 1 when it was refused for good.
)text",
      .examples = R"text(
ropewalk notify result --needs '${{ toJSON(needs) }}'
  ropewalk notify result --result failure --workflow Nightly
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

const Command& notify_list_command() {
  static constexpr Command kCommand{
      .name = "notify list",
      .summary = "List results that channels have not taken yet",
      .about = R"text(
Lists the messages of `notify result` that wait or were refused, the newest first.
)text",
      .examples = "",
      .operands = {},
      .options = kListOptions,
      .run = list,
  };
  return kCommand;
}

const Command& notify_deliver_command() {
  static constexpr Command kCommand{
      .name = "notify deliver",
      .summary = "Try again what channels have not taken yet",
      .about = R"text(
Delivers the messages of `notify result` that wait. Exits with 3 while some wait on.
)text",
      .examples = "",
      .operands = {},
      .options = kDeliverOptions,
      .run = deliver,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
