// `ropewalk notify`: the channels that are told what happens.
#include "cli/commands/notify/notify.h"

#include <array>

#include "cli/commands/all.h"

namespace ropewalk::cli {

notify::DeliveryPorts delivery_ports(Outside& outside) {
  return {outside.http(), outside.clock(), outside.random(), ports::wait_on(outside.clock())};
}

const Command& notify_command() {
  static const std::array<const Command*, 4> kBelow = {&notify_test_command(), &notify_result_command(),
                                                       &notify_list_command(), &notify_deliver_command()};
  static const Command kCommand{
      .name = "notify",
      .summary = "Try the channels that are told of deployments and results",
      .about = R"text(
Channels are configured in .github/ropewalk.yml, below `notify:`: Slack, Teams, Discord,
e-mail, webhooks with CloudEvents, GitHub's deployments. Each event is written with the
deployment that it tells of and delivered until the channel has it, whatever is killed on
the way.
)text",
      .examples = "",
      .operands = {},
      .options = {},
      .subcommands = kBelow,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
