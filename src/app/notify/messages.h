// What of an environment's journal people are told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/store.h"
#include "notify/message.h"

namespace ropewalk::app {

/// Of each event after `after`, in order, the message that it is told by; most are told by none. A deployment waits,
/// starts and ends once, however many events say so. Errors: those of the store.
[[nodiscard]] Result<std::vector<notify::Message>> new_messages(const deploy::Store& store, std::int64_t after,
                                                                const std::string& audit_head);

}  // namespace ropewalk::app
