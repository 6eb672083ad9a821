// Happenings as CDEvents (cdevents.dev, 0.5.1) in a CloudEvents 1.0 envelope: what other tools of delivery understand.
#pragma once

#include "notify/message.h"

namespace ropewalk::notify {

/// `dev.cdevents.service.upgraded.0.3.0`; what CDEvents have no word for is
/// `dev.cdeventsx.ropewalk-deployment.….0.1.0`.
[[nodiscard]] std::string cdevent_type(const Message& message);

/// {"context": …, "subject": …, "customData": the whole message}.
[[nodiscard]] json::object to_cdevent(const Message& message);

/// The CDEvent as the data of a CloudEvent in structured mode.
[[nodiscard]] json::object to_cloudevent(const Message& message);

}  // namespace ropewalk::notify
