// Meta answers nearly everything with 400, its limits included: only the code tells them apart.
export type KnownCode = { status: number; title: string; details: string };

/** Meta's codes: the HTTP status, title and details that come with each. */
export const knownCodes: Record<number, KnownCode> = {
  1: { status: 400, title: "API Unknown", details: "An unknown error occurred." },
  2: { status: 503, title: "API Service", details: "Service temporarily unavailable." },
  3: { status: 500, title: "API Method", details: "Capability or permissions issue." },
  4: {
    status: 400,
    title: "Application request limit reached",
    details: "The app has reached its API call rate limit.",
  },
  10: {
    status: 403,
    title: "Permission Denied",
    details: "Permission is either not granted or has been removed.",
  },
  100: { status: 400, title: "Invalid parameter", details: "Parameter Invalid" },
  190: { status: 401, title: "Invalid OAuth access token - Cannot parse access token", details: "" },
  368: {
    status: 403,
    title: "Temporarily blocked for policies violations",
    details: "The account is restricted for violating a platform policy.",
  },
  80007: {
    status: 400,
    title: "Rate limit issues",
    details: "The WhatsApp Business Account has reached its rate limit.",
  },
  130403: { status: 400, title: "User blocked", details: "You have blocked this user." },
  130429: {
    status: 400,
    title: "Rate limit hit",
    details:
      "Message failed to send because there were too many messages sent from this phone number in a short period of time.",
  },
  130472: {
    status: 400,
    title: "User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment.",
  },
  130497: {
    status: 403,
    title: "Business account is restricted from messaging users in this country",
    details: "Business account is restricted from messaging users in this country.",
  },
  131000: {
    status: 500,
    title: "Something went wrong",
    details: "Message failed to send due to an unknown error.",
  },
  131005: {
    status: 403,
    title: "Access denied",
    details: "Permission is either not granted or has been removed.",
  },
  131008: {
    status: 400,
    title: "Required parameter is missing",
    details: "The request is missing a required parameter.",
  },
  131009: {
    status: 400,
    title: "Parameter value is not valid",
    details: "One or more parameter values are invalid.",
  },
  131016: { status: 500, title: "Service unavailable", details: "A service is temporarily unavailable." },
  131021: {
    status: 400,
    title: "Recipient cannot be sender",
    details: "Sender and recipient phone number is the same.",
  },
  131026: { status: 400, title: "Message undeliverable", details: "Message Undeliverable." },
  131030: {
    status: 400,
    title: "Recipient phone number not in allowed list",
    details:
      "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.",
  },
  131031: {
    status: 403,
    title: "Business Account locked",
    details: "The account has been locked for violating a platform policy.",
  },
  131042: {
    status: 400,
    title: "Business eligibility payment issue",
    details: "There was an error related to your payment method.",
  },
  131045: {
    status: 500,
    title: "Incorrect certificate",
    details: "Message failed to send due to a phone number registration error.",
  },
  131047: {
    status: 400,
    title: "Re-engagement message",
    details:
      "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
  },
  131048: {
    status: 400,
    title: "Spam rate limit hit",
    details:
      "Message failed to send because there are restrictions on how many messages can be sent from this phone number.",
  },
  131049: {
    status: 400,
    title: "This message was not delivered to maintain healthy ecosystem engagement.",
    details: "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
  },
  131050: {
    status: 400,
    title: "User has stopped marketing messages",
    details: "The user has stopped receiving marketing messages from this business.",
  },
  131051: { status: 400, title: "Unsupported message type", details: "Unsupported message type." },
  131053: {
    status: 400,
    title: "Media upload error",
    details: "Unable to upload the media used in the message.",
  },
  131056: {
    status: 400,
    title: "(Business Account, Consumer Account) pair rate limit hit",
    details:
      "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.",
  },
  131057: {
    status: 500,
    title: "Account in maintenance mode",
    details: "Business Account is in maintenance mode.",
  },
  132000: {
    status: 400,
    title: "Number of parameters does not match the expected number of params",
    details: "",
  },
  132001: { status: 404, title: "Template name does not exist in the translation", details: "" },
  132005: { status: 400, title: "Translated text too long", details: "The translated text is too long." },
  132012: {
    status: 400,
    title: "Parameter format does not match format in the created template",
    details: "",
  },
  132015: { status: 400, title: "Template is paused", details: "Template is paused due to low quality." },
  132016: {
    status: 400,
    title: "Template is disabled",
    details: "Template has been permanently disabled due to low quality.",
  },
  133010: {
    status: 400,
    title: "Account not registered",
    details: "Phone number not registered on the WhatsApp Business Platform.",
  },
};
