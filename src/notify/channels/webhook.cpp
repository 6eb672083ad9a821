// A webhook of anybody's: a CloudEvent with a CDEvent in it, signed. Its id is the same in each try, so a receiver that
// keeps ids sees each event once.
#include <fmt/format.h>

#include "notify/cdevents.h"
#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {

Delivery send_webhook(const Sending& sending) {
  ports::HttpRequest request = json_post(sending, sending.channel.url, to_cloudevent(sending.message));
  request.headers.front().value = "application/cloudevents+json; charset=utf-8";
  if (!sending.channel.secret.empty()) {
    request.headers.push_back(
        {"X-Signature-256", fmt::format("sha256={}", hmac_sha256(sending.channel.secret, request.body))});
  }
  return delivery_of(sending.http.send(request, sending.stop));
}

}  // namespace ropewalk::notify
