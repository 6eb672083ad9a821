#include "cli/commands/herald.h"

#include <algorithm>

#include "app/notify/kept_channels.h"
#include "app/read_config.h"
#include "cli/commands/notify/notify.h"
#include "cli/commands/planning_options.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::chrono::milliseconds kLook{300};

/// The repository's channels where there is a repository with some, else those that were kept.
std::vector<config::NotifyChannel> wanted_channels(const std::filesystem::path& folder, const Arguments& arguments,
                                                   Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (place && outside.files().type_followed(place->top / config::kConfigFile) == ports::FileType::kFile) {
    auto settings = app::read_config(outside.files(), *place);
    if (settings.errors.empty() && !settings.config.notify.empty()) {
      static_cast<void>(app::keep_channels(outside.files(), folder, settings.config.notify));
      return std::move(settings.config.notify);
    }
  }
  return app::kept_channels(outside.files(), folder);
}

}  // namespace

Herald::Herald(std::filesystem::path folder, const Arguments& arguments, Outside& outside)
    : outside_(outside), folder_(std::move(folder)) {
  const auto settings = wanted_channels(folder_, arguments, outside);
  auto store = outside.deployments().open(folder_.string());
  auto outbox = settings.empty() ? Result<std::unique_ptr<notify::Outbox>>(nullptr) : outside.outbox(folder_);
  if (!store || !outbox || *outbox == nullptr) {
    if (!outbox) {
      warn("nobody is told of this deployment: " + outbox.error().message, {}, {}, outside);
    }
    return;
  }
  channels_ = app::make_channels(settings, outside.environment());
  redactor_ = app::make_redactor(channels_, outside.environment());
  store_ = std::move(*store);
  audit_ = outside.audit_log(folder_);
  outbox_ = std::move(*outbox);
  // Made here, so that the thread makes none of the outside's parts.
  static_cast<void>(delivery_ports(outside));
  thread_ = std::jthread([this](const std::stop_token& stop) {
    const ports::Wait wait = ports::wait_on(outside_.clock());
    const notify::DeliveryRules quick{.patience = std::chrono::milliseconds(1),
                                      .hold_patience = std::chrono::milliseconds(1)};
    do {
      // What is being sent is sent: who stops in the middle does not know whether it arrived.
      tell(quick, {});
    } while (wait(kLook, stop));
  });
}

Herald::~Herald() {
  if (!thread_.joinable()) {
    return;
  }
  thread_.request_stop();
  thread_.join();
  // A store that asks over a network tells for a moment what it heard last: the last word of all would be left untold.
  auto store = outside_.deployments().open(folder_.string());
  auto outbox = outside_.outbox(folder_);
  store_ = store ? std::move(*store) : std::move(store_);
  outbox_ = outbox ? std::move(*outbox) : std::move(outbox_);
  tell({}, {});
  for (const std::string& trouble : troubles_) {
    warn("not everybody was told yet: " + trouble, "the next command on this environment tries again", {}, outside_);
  }
}

void Herald::tell(const notify::DeliveryRules& rules, const std::stop_token& stop) {
  const auto done = app::follow_up(*store_, folder_, channels_, *redactor_, rules,
                                   {*audit_, *outbox_, outside_.files(), delivery_ports(outside_)}, stop);
  troubles_ = done ? done->report.troubles : std::vector<std::string>{done.error().message};
}

void tell_news(const std::filesystem::path& folder, const Arguments& arguments, Outside& outside) {
  const Herald herald(folder, arguments, outside);
}

}  // namespace ropewalk::cli
