// `ropewalk notify test`: sends a message to one channel, to see that it arrives.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/notify/tell.h"
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
    Option{.name = "--event",
           .letter = "",
           .value = "EVENT",
           .help = "What it looks like: waiting, started, succeeded, failed … (default: a test)"},
    Option{
        .name = "--json", .letter = "", .value = "", .help = "Print the result as JSON (schemas/notify.schema.json)"},
};

Result<notify::Happening> wanted_event(const Arguments& arguments) {
  const auto name = arguments.value("--event");
  const auto happening = notify::happening_named(name.value_or("test"));
  if (!happening) {
    std::vector<std::string> names;
    for (const notify::Happening one : notify::all_happenings()) {
      names.emplace_back(notify::name_of(one));
    }
    return fail(ErrorKind::kUsage, fmt::format("there is no event '{}'", *name),
                fmt::format("events are {}", join(names, ", ")));
  }
  return *happening;
}

Result<notify::Channel> wanted_channel(const app::Channels& channels, const std::string& name) {
  const auto is_it = [&](const notify::Channel& one) { return one.name == name; };
  const auto ready = std::find_if(channels.ready.begin(), channels.ready.end(), is_it);
  if (ready != channels.ready.end()) {
    return *ready;
  }
  if (std::any_of(channels.all.begin(), channels.all.end(), is_it)) {
    for (const Error& error : channels.troubles) {
      if (error.message.find("'" + name + "'") != std::string::npos) {
        return fail(error);
      }
    }
  }
  std::vector<std::string> names;
  for (const notify::Channel& one : channels.all) {
    names.push_back(one.name);
  }
  return fail(ErrorKind::kUsage, fmt::format("no channel '{}' is configured", name),
              names.empty() ? "name channels below `notify:` in .github/ropewalk.yml"
                            : fmt::format("channels are {}", join(names, ", ")));
}

std::string_view word(notify::Sent sent) {
  switch (sent) {
    case notify::Sent::kDone: return "sent";
    case notify::Sent::kAgain: return "not_taken";
    case notify::Sent::kLost: return "refused";
    case notify::Sent::kUnsure: return "unsure";
  }
  return "";
}

int run(const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  const auto event = wanted_event(arguments);
  if (!event) {
    return report(event.error(), outside);
  }
  const app::Channels channels = app::make_channels(here->config.notify, outside.environment());
  const auto channel = wanted_channel(channels, arguments.operands().front());
  if (!channel) {
    return report(channel.error(), outside);
  }
  const notify::Redactor redactor = app::make_redactor(channels, outside.environment());
  const notify::Message message = redactor.clean(app::sample_message(*event, outside.random(), outside.clock().now()));
  const notify::Delivery delivery =
      app::send_now(*channel, message, {}, delivery_ports(outside), outside.signals().interrupted());
  const std::string trouble = redactor.clean(delivery.trouble);
  if (arguments.has("--json")) {
    json::object object{{"channel", channel->name},
                        {"type", notify::name_of(channel->kind)},
                        {"result", word(delivery.sent)},
                        {"message", message.id}};
    if (!trouble.empty()) {
      object["trouble"] = trouble;
    }
    outside.screen().print(to_json_text(object) + "\n");
  } else if (delivery.sent == notify::Sent::kDone) {
    outside.screen().print(fmt::format("Sent to {} ({}).\n", channel->name, notify::name_of(channel->kind)));
  }
  if (outside.signals().interrupted().stop_requested()) {
    return kExitInterrupted;
  }
  if (delivery.sent != notify::Sent::kDone) {
    return report(
        Error{ErrorKind::kInvalid, fmt::format("{} ({}): {}", channel->name, notify::name_of(channel->kind), trouble)},
        outside);
  }
  return kExitSuccess;
}

}  // namespace

const Command& notify_test_command() {
  static constexpr Command kCommand{
      .name = "notify test",
      .summary = "Send a message to a channel, to see that it arrives",
      .about = R"text(
Sends one message and says what the service answered. Exits with 1 when it was not taken.
)text",
      .examples = R"text(
ropewalk notify test team                    a greeting
  ropewalk notify test team --event failed     as a failed deployment looks there
)text",
      .operands = {.value = "CHANNEL", .help = "A name below `notify:`", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
