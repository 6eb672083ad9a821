// Telling people: messages into an outbox, and out of it.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string_view>
#include <vector>

#include "app/notify/channels.h"
#include "notify/deliver.h"
#include "ports/files.h"

namespace ropewalk::app {

/// Delivers what is in the outbox of `folder`, unless another process does so already: then it waits until that one is
/// done with it, or patience ends. Errors: those of the outbox.
[[nodiscard]] Result<notify::DeliveryReport> deliver_outbox(notify::Outbox& outbox, const std::filesystem::path& folder,
                                                            const Channels& channels, const notify::Redactor& redactor,
                                                            const notify::DeliveryRules& rules, ports::Files& files,
                                                            const notify::DeliveryPorts& machine,
                                                            const std::stop_token& stop);

/// Sends one message to one channel and stays with it until it is taken or patience ends.
[[nodiscard]] notify::Delivery send_now(const notify::Channel& channel, const notify::Message& message,
                                        const notify::DeliveryRules& rules, const notify::DeliveryPorts& machine,
                                        const std::stop_token& stop);

/// What `notify test` sends: a message of this kind about a deployment that is none.
[[nodiscard]] notify::Message sample_message(notify::Happening what, ports::Random& random, notify::Time now);

}  // namespace ropewalk::app
