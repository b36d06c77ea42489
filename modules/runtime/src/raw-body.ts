declare global {
  namespace Express {
    interface Request {
      /** The body's bytes exactly as they were sent: what a signature is computed over. Empty without a body. */
      rawBody?: Buffer;
    }
  }
}

export {};
